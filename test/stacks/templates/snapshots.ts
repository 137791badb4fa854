import { describe, expect, it } from 'vitest';
import { Document, isCollection, type Node, visit } from 'yaml';
import { prod } from '../../../environments/index.ts';
import { releaseOf } from '../../../lib/release.ts';
import { all } from './synthesized.ts';

/** Code changes with every commit and has tests of its own: its hash, and the release's, are no news here. */
const withoutHashes = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{64}/g, '<asset>')
    .replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>')
    .replaceAll(releaseOf(), '<release>');

const longestLine = 150;

const ownTags = [
  { Key: 'application', Value: 'odoo-plant-gateway' },
  { Key: 'environment', Value: prod.name },
];
/** Left out where it is the same everywhere, and has a test of its own: the two tags, and an alarm's actions when it is over. */
const withoutRepetition = (resource: Resource): Resource => {
  const { Tags, OKActions, ...properties } = resource.Properties ?? {};
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return {
    ...resource,
    Properties: {
      ...properties,
      ...(!same(Tags, ownTags) && Tags !== undefined && { Tags }),
      ...(!same(OKActions, properties.AlarmActions) && OKActions !== undefined && { OKActions }),
    },
  };
};

/** YAML with one line for each value that fits into one, so that a new resource is a short difference. */
const compactYaml = (content: unknown): string => {
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Pair(_, { value }, path) {
      // The stacks, their resources and the names of properties stay on lines of their own.
      if (path.length > 4 && isCollection(value) && JSON.stringify(value).length < longestLine) {
        (value as Node & { flow?: boolean }).flow = true;
        return visit.SKIP;
      }
      return undefined;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

describe('the templates', () => {
  // The other environments differ in names and settings only; every suite beside this one goes through all of them.
  it(`of ${prod.name} are the ones last agreed on`, async () => {
    const one = all.find(({ environment }) => environment.name === prod.name);
    const resources = Object.fromEntries(
      Object.entries(one?.templates ?? {}).map(([stack, template]) => [
        stack,
        Object.fromEntries(
          Object.entries(template.Resources as Record<string, Resource>)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([id, resource]) => [id, withoutRepetition(resource)]),
        ),
      ]),
    );
    await expect(withoutHashes(compactYaml(resources))).toMatchFileSnapshot(`snapshots/${prod.name}.yaml`);
  });

  it('mark what they make with application and environment', () => {
    for (const type of [
      'AWS::DynamoDB::Table',
      'AWS::Lambda::Function',
      'AWS::SQS::Queue',
      'AWS::S3::Bucket',
    ]) {
      const made = all.flatMap(({ environment, templates }) =>
        Object.values(templates).flatMap(({ Resources }) =>
          Object.values(Resources as Record<string, Resource>)
            .filter(({ Type }) => Type === type)
            .map(({ Properties }) => ({ tags: Properties?.Tags, environment: environment.name })),
        ),
      );
      expect(made.length, type).toBeGreaterThan(0);
      for (const { tags, environment } of made)
        expect(tags).toEqual(
          expect.arrayContaining([
            { Key: 'application', Value: 'odoo-plant-gateway' },
            { Key: 'environment', Value: environment },
          ]),
        );
    }
  });
});
