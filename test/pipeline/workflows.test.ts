import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environments } from '../../environments/index.ts';
import { repository } from '../../lib/bundle.ts';
import { PipelineRolesStack } from '../../lib/pipeline-roles-stack.ts';
import { stacksAtOnce } from '../../scripts/deploy/cdk.ts';
import { usesOf } from '../../scripts/pipeline/pins.ts';
import { errorsOf } from './workflow-errors.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
}
interface Job {
  needs?: string | string[];
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  environment?: string;
  uses?: string;
  if?: string;
  with?: Record<string, string>;
  strategy?: { matrix: { environment: string[] } };
  steps?: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; 'cancel-in-progress': boolean | string };
  jobs: Record<string, Job>;
}

const files = globSync('.github/workflows/*.yml', { cwd: repository })
  .map((file) => join(repository, file))
  .sort();
const workflows = Object.fromEntries(
  files.map((file) => [basename(file, '.yml'), parse(readFileSync(file, 'utf8')) as Workflow]),
);
const jobs = Object.entries(workflows).flatMap(([workflow, { jobs }]) =>
  Object.entries(jobs).map(([id, job]) => ({ at: `${workflow}/${id}`, workflow, id, ...job })),
);
const withIdentity = jobs.filter(({ permissions }) => permissions?.['id-token'] === 'write');

describe('the workflows', () => {
  it('are what GitHub’s own parser takes', async () => {
    expect(files.length).toBe(4);
    for (const file of files) expect(await errorsOf(file, readFileSync(file, 'utf8'))).toEqual([]);
    const wrong = readFileSync(files[0] as string, 'utf8').replace('runs-on', 'runs-at');
    expect((await errorsOf('wrong.yml', wrong)).join()).toContain('runs-at');
    const unknown = 'on: push\njobs:\n  a:\n    runs-on: x\n    if: matrix.b\n    steps: [{run: "x"}]\n';
    expect((await errorsOf('unknown.yml', unknown)).join()).toContain('matrix');
  });

  it('give rights to each job alone, and no more than reading and an identity', () => {
    for (const [name, { permissions }] of Object.entries(workflows))
      expect([name, permissions ?? 'all']).toEqual([name, name === 'ci' ? { contents: 'read' } : {}]);
    for (const { at, permissions = {} } of jobs)
      for (const [right, level] of Object.entries(permissions))
        expect([at, right, level]).toEqual([at, right, right === 'id-token' ? 'write' : 'read']);
  });

  it('have a time limit, and a rule for runs at the same time', () => {
    for (const job of jobs.filter(({ uses }) => !uses))
      expect(job['timeout-minutes'], job.at).toBeLessThanOrEqual(job.id === 'deploy' ? 240 : 60);
    for (const [name, { on, concurrency }] of Object.entries(workflows))
      if ('push' in on || 'pull_request' in on) expect(concurrency?.group, name).toBeDefined();
    expect(workflows.deploy?.concurrency).toEqual({ group: 'deploy', 'cancel-in-progress': false });
  });

  it('store no secret, and leave no token in the checkout', () => {
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/secrets[.[]|secrets: inherit/);
    for (const { at, steps = [] } of jobs)
      for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
        expect([at, step.with?.['persist-credentials']]).toEqual([at, false]);
  });

  it('put no text of a pull request into a shell', () => {
    for (const { at, steps = [] } of jobs)
      for (const { run = '' } of steps) expect([at, run]).not.toEqual([at, expect.stringContaining('${{')]);
  });
});

describe('an unpinned action', () => {
  it('gets no identity: every job with one comes after the check', () => {
    const checks = ({ steps = [] }: Job) =>
      steps.some(({ run }) => run === 'node scripts/pin-actions.ts --check');
    const comesAfterCheck = (workflow: string, id: string): boolean => {
      const job = workflows[workflow]?.jobs[id];
      return [job?.needs ?? []].flat().some((need) => {
        const needed = workflows[workflow]?.jobs[need];
        return (needed !== undefined && checks(needed)) || comesAfterCheck(workflow, need);
      });
    };
    // A called workflow has no order of its own: its caller has.
    const started = withIdentity.filter(({ workflow }) => workflow !== 'deploy-environment');
    expect(started.map(({ at }) => at)).toEqual(expect.arrayContaining(['deploy/dev', 'diff/diff']));
    for (const { at, workflow, id } of started)
      expect([at, comesAfterCheck(workflow, id)]).toEqual([at, true]);
  });

  it('is found without an installation: the check imports nothing of npm', () => {
    for (const file of ['scripts/pin-actions.ts', 'scripts/pipeline/pins.ts', 'scripts/stop.ts'])
      for (const [, from] of readFileSync(join(repository, file), 'utf8').matchAll(
        /^import .* from '(.+)';$/gm,
      ))
        expect([file, from]).toEqual([file, expect.stringMatching(/^(node:|\.)/)]);
  });

  it('is none of a stranger: GitHub’s and AWS’s own only', () => {
    const owners = files.flatMap((file) =>
      usesOf(readFileSync(file, 'utf8')).map(({ repository: name }) => name.split('/')[0]),
    );
    expect([...new Set(owners)].sort()).toEqual(['actions', 'aws-actions']);
  });
});

describe('a deployment', () => {
  it('goes to one environment after the other, after the checks', () => {
    const { pinned: _, ci, ...deploying } = workflows.deploy?.jobs ?? {};
    expect(ci?.needs).toBe('pinned');
    const names = Object.keys(deploying);
    expect(names.length).toBeGreaterThan(0);
    for (const [index, name] of names.entries())
      expect(deploying[name]).toMatchObject({
        needs: names[index - 1] ?? 'ci',
        uses: './.github/workflows/deploy-environment.yml',
        with: { environment: name },
      });
    expect(environments.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(workflows.diff?.jobs.diff?.strategy?.matrix.environment).toEqual(names);
  });

  it('has credentials and time for a thousand plants', () => {
    const job = workflows['deploy-environment']?.jobs.deploy;
    const minutes = job?.['timeout-minutes'] ?? 0;
    const signIn = job?.steps?.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    // AWS refuses a session longer than the role allows.
    const { maxSessionSeconds } = PipelineRolesStack;
    expect(signIn?.with?.['role-duration-seconds']).toBe(maxSessionSeconds);
    expect(maxSessionSeconds).toBe(minutes * 60);
    const [queues, others, preparation] = [(1000 * 1.5) / stacksAtOnce, 4 * 5, 10];
    expect(queues + others + preparation).toBeLessThanOrEqual(minutes * 0.75);
  });

  it('is of the templates that were checked in the same run, and of environments that exist', () => {
    const steps = workflows['deploy-environment']?.jobs.deploy?.steps ?? [];
    expect(steps.some(({ uses }) => uses?.startsWith('actions/download-artifact@'))).toBe(true);
    expect(steps.map(({ run }) => run)).toContain('npm run deploy:checked -- "$ENVIRONMENT"');
    expect(readFileSync(join(repository, 'scripts/pipeline/deploy.ts'), 'utf8')).toContain(
      "{ app: 'cdk.out', strict: true, outputsFile: 'outputs.json' }",
    );
    expect(steps.some(({ run }) => run?.includes('synth'))).toBe(false);
    expect(workflows['deploy-environment']?.jobs.deploy?.environment).toMatch(
      /^\$\{\{ inputs\.environment \}\}$/,
    );
  });
});

describe('a pull request', () => {
  it('of a fork gets no identity, and deploys nothing', () => {
    expect(workflows.diff?.jobs.diff?.if).toBe(
      'github.event.pull_request.head.repo.full_name == github.repository',
    );
    for (const [name, { on }] of Object.entries(workflows))
      expect([name, 'pull_request_target' in on]).toEqual([name, false]);
    expect(Object.keys(workflows.deploy?.on ?? {})).toEqual(['push']);
  });
});
