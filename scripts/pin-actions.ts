import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pinFindings, pinned, tagsBy } from './pipeline/pins.ts';
import { parsed, stop } from './stop.ts';

const usage = `npm run pin-actions [-- --check] [--server URL] [--folder DIR]

Replaces the tag of every action in the workflows by the hash of its commit, and keeps the tag as a comment.
  --check    changes nothing; fails when an action is not pinned, or its comment names another commit
  --server   where the repositories of the actions are; default https://github.com
  --folder   folder with the workflows; default .github/workflows
To take a newer version, write its tag in the comment or behind the @, and run the command again.`;

const { values } = parsed(usage, () =>
  parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      server: { type: 'string', default: 'https://github.com' },
      folder: { type: 'string', default: '.github/workflows' },
    },
  }),
);

const files = globSync('*.{yml,yaml}', { cwd: values.folder })
  .sort()
  .map((name) => join(values.folder, name));
if (files.length === 0) stop(`${values.folder} has no workflows`);
const known = new Map<string, ReadonlyMap<string, string>>();
const read = tagsBy(values.server);
const tagsOf = (repository: string) => {
  const tags = known.get(repository) ?? read(repository);
  known.set(repository, tags);
  return tags;
};

try {
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  if (values.check) {
    const findings = texts.flatMap(({ file, text }) =>
      pinFindings(text, tagsOf).map((each) => `${file}, ${each}`),
    );
    for (const finding of findings) console.error(finding);
    if (findings.length > 0) stop('Run npm run pin-actions, read the difference, and commit it.');
    console.log(`${files.length} workflows: every action is pinned to the commit of its tag`);
  } else {
    // All are resolved before the first file is written.
    const written = texts.map(({ file, text }) => ({ file, text, pinned: pinned(text, tagsOf) }));
    for (const each of written) if (each.pinned !== each.text) writeFileSync(each.file, each.pinned);
    console.log(
      `${written.filter((each) => each.pinned !== each.text).length} of ${files.length} workflows changed`,
    );
  }
} catch (error) {
  stop(`${error instanceof Error ? error.message : error}\nNothing was changed.`);
}
