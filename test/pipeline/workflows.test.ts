import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environments } from '../../environments/index.ts';
import { repository } from '../../lib/bundle.ts';
import { usesOf } from '../../scripts/pipeline/pins.ts';
import { errorsOf } from './workflow-errors.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
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
      expect(job['timeout-minutes'], job.at).toBeLessThanOrEqual(60);
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
    expect(started.map(({ at }) => at)).toEqual(['deploy/dev', 'deploy/test', 'deploy/prod', 'diff/diff']);
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
  it('goes to dev, test and prod in this order, after the checks', () => {
    const { dev, test, prod, ci } = workflows.deploy?.jobs ?? {};
    expect([ci?.needs, dev?.needs, test?.needs, prod?.needs]).toEqual(['pinned', 'ci', 'dev', 'test']);
    for (const [name, job] of Object.entries({ dev, test, prod }))
      expect(job).toMatchObject({
        uses: './.github/workflows/deploy-environment.yml',
        with: { environment: name },
      });
  });

  it('is of the templates that were checked in the same run, and of environments that exist', () => {
    const steps = workflows['deploy-environment']?.jobs.deploy?.steps ?? [];
    expect(steps.some(({ uses }) => uses?.startsWith('actions/download-artifact@'))).toBe(true);
    expect(steps.find(({ run }) => run?.includes('cdk -- deploy'))?.run).toContain('--app cdk.out');
    expect(steps.some(({ run }) => run?.includes('synth'))).toBe(false);
    expect(workflows['deploy-environment']?.jobs.deploy?.environment).toMatch(
      /^\$\{\{ inputs\.environment \}\}$/,
    );
    const names = environments.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(workflows.diff?.jobs.diff?.strategy?.matrix.environment ?? ['?']),
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
