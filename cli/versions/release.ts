import coerce from 'semver/functions/coerce';
import gte from 'semver/functions/gte';
import parse from 'semver/functions/parse';
import minVersion from 'semver/ranges/min-version';

/** Marks of releases that come before the release of the same number. Every other end of a tag names a variant. */
const BEFORE_RELEASE = /^[-.]?(alpha|beta|rc|pre|preview|snapshot|nightly|dev)[-.]?\d*/i;

/**
 * The release that a tag or version names, as a semantic version: `v7.15.6`, `2.11.7-alpine`, `13.0.1+security-01`.
 * Returns `undefined` for a text that names no one release, for example `latest`, or `8.1` where releases have three
 * numbers.
 */
export function releaseOf(text: string, numbers: 2 | 3): string | undefined {
  const [, digits, end] = /^v?(\d+(?:\.\d+)*)(.*)$/i.exec(text.trim()) ?? [];
  if (digits === undefined || digits.split('.').length < numbers || !/^([-+._]|$|(alpha|beta|rc)\d)/i.test(end!)) {
    return undefined;
  }
  const release = coerce(digits)?.version;
  const mark = BEFORE_RELEASE.exec(end!)?.[0]
    .replace(/^[-.]/, '')
    .replace(/[-.]?(\d+)$/, '.$1');
  return mark === undefined ? release : parse(`${release}-${mark.toLowerCase()}`)?.version;
}

/** The lowest good release of the line of a release, or the lowest one of the next newer line. */
export function lowestFor(release: string, lowest: readonly string[]): string {
  return (
    lowest.find((each) => lineOf(each) === lineOf(release)) ??
    lowest.find((each) => gte(each, release)) ??
    lowest.at(-1)!
  );
}

/** Whether a release is as good as the lowest one of its line, or newer than every line in the table. */
export const isAtLeast = (release: string, lowest: readonly string[]): boolean =>
  gte(release, lowestFor(release, lowest));

/** The lowest release that a constraint of Terraform admits; `undefined` if it names no lower bound. */
export function lowestAdmitted(constraint: string): string | undefined {
  const comparators = constraint
    .split(',')
    .map((part) => part.trim())
    .filter((part) => !part.startsWith('!='))
    .map(inNpmWords);
  try {
    const admitted = minVersion(comparators.join(' '))?.version;
    return admitted === '0.0.0' ? undefined : admitted;
  } catch {
    return undefined;
  }
}

/** `~> 1.2` of Terraform leaves the last number open, as `^1.2` or `~1.2.3` of npm do. */
function inNpmWords(comparator: string): string {
  const [, version] = /^~>\s*(\S+)$/.exec(comparator) ?? [];
  if (version === undefined) return comparator;
  const [major, minor, patch] = version.split('.');
  return patch === undefined ? `>=${major}.${minor ?? 0} <${Number(major) + 1}` : `~${version}`;
}

/** The release line of a release: its first two numbers. */
export const lineOf = (release: string): string => release.split('.').slice(0, 2).join('.');
