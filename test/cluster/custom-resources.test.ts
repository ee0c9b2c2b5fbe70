import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { groupOf, objectsIn } from './objects';
import { provided } from './provided';
import { testIf } from '../support/conditional';
import { isCustomGroup } from '../support/crds';
import { customResources, KINDS } from '../support/custom-resources';
import { onPath } from '../support/tools';

const file = path.resolve(__dirname, '../../schema/custom-resources.json');

testIf(onPath('go') !== undefined)(
  'the schemas of custom resources are equal to those of the pinned modules',
  async () => {
    const { definitions } = JSON.parse(readFileSync(file, 'utf8'));
    // Absent values are not written to the file.
    expect(definitions).toEqual(JSON.parse(JSON.stringify(await customResources())));
  },
  240_000,
);

test('there is a schema for each kind of custom resource that an example has', () => {
  const kinds = provided.examples
    .flatMap(({ directory }) => objectsIn(directory))
    .filter((object) => isCustomGroup(groupOf(object)))
    .map((object) => `${groupOf(object)}/${object.kind}`);
  expect(kinds).toContain('traefik.io/IngressRoute');
  // An example contains a Prometheus as an object of the user.
  const users = ['monitoring.coreos.com/Prometheus'];
  const known = KINDS.map(({ group, kind }) => `${group}/${kind}`);
  expect([...known, ...users]).toEqual(expect.arrayContaining([...new Set(kinds)]));
});
