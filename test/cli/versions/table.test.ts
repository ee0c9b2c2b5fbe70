import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import semver from 'semver';
import { imageOf, isOneOf } from '../../../cli/versions/image';
import { isAtLeast, releaseOf } from '../../../cli/versions/release';
import { advisoryUrl, COMPONENTS, LOOKED_UP } from '../../../cli/versions/table';
import { IMAGES } from '../../../lib/versions';

const root = path.join(__dirname, '../../..');

describe('the table of versions', () => {
  test('has a date that is not in the future', () => {
    expect(LOOKED_UP).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(new Date(LOOKED_UP).getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('has each component once, and each image in one component', () => {
    const ids = COMPONENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const images = COMPONENTS.flatMap(({ images: names = [] }) => names);
    expect(
      images.filter((image) => COMPONENTS.filter((each) => isOneOf(imageOf(image), each.images ?? [])).length !== 1),
    ).toEqual([]);
  });

  test.each(COMPONENTS.map((component) => [component.id, component] as const))(
    '%s has releases in order, advisories by their ids, and sources',
    (_, { lowest = [], advisories, onlyIn = {}, sources, tested, numbers, unmaintained, notFollowed }) => {
      expect(lowest.filter((release) => semver.valid(release) === null)).toEqual([]);
      expect([...lowest].sort(semver.compare)).toEqual(lowest);
      expect(new Set(lowest.map((release) => `${semver.major(release)}.${semver.minor(release)}`)).size).toBe(
        lowest.length,
      );
      for (const id of advisories) expect(id).toMatch(/^(CVE-20\d\d-\d{4,6}|GHSA(-[23456789cfghjmpqrvwx]{4}){3})$/);
      for (const id of Object.keys(onlyIn)) expect(advisories).toContain(id);
      // A lowest release is there because of advisories; without one, no release is kept out.
      if (!unmaintained && !notFollowed) expect(lowest.length > 0).toBe(advisories.length > 0);
      expect(sources.length).toBeGreaterThan(0);
      for (const url of [...sources, ...advisories.map(advisoryUrl)]) expect(new URL(url).protocol).toBe('https:');
      if (tested && tested.split('.').length >= numbers) expect(releaseOf(tested, numbers)).toBeDefined();
    },
  );

  test('does not keep out what the library runs by default', () => {
    const below = Object.values(IMAGES).flatMap((image) => {
      const component = COMPONENTS.find(({ images = [] }) => isOneOf(imageOf(image), images));
      if (component === undefined) return [`${image} is not in the table`];
      const release = releaseOf(imageOf(image).tag!, component.numbers)!;
      return component.lowest && !isAtLeast(release, component.lowest)
        ? [`${image} is below ${component.lowest.join(', ')}`]
        : [];
    });
    expect(below).toEqual([]);
  });

  test('stands in docs/versions.md with its date', () => {
    const text = fs.readFileSync(path.join(root, 'docs/versions.md'), 'utf8');
    for (const { id, advisories, sources, unmaintained } of COMPONENTS) {
      expect(text).toContain(`\`${id}\``);
      for (const url of [
        ...advisories.map(advisoryUrl),
        ...sources,
        ...(unmaintained?.builds ?? []).map((each) => each.url),
      ]) {
        expect(text).toContain(url);
      }
    }
    expect(text).toContain(`lowest on ${LOOKED_UP}`);
  });
});
