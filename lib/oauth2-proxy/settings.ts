import { Duration } from 'cdk8s';
import { OAuth2ProxySettings } from './oauth2-proxy-settings';
import { OPTIONS, FLAGS_ONLY, Option, OptionType } from './option-table';
import { REFUSED_OPTIONS } from './refused-options';
import { memberOf } from './settable-options';
import { refuse } from '../errors';
import { goDuration, isDuration } from '../syntax';

// A build bundles it (scripts/bundle.cjs), without its types.
const { stringify } = require('../bundled/smol-toml') as { stringify(value: object): string };

export type Settings = Readonly<Record<string, unknown>>;

/**
 * Checks the options that a user sets: known, of the right type, and not dangerous.
 * @returns the settings by their keys in the configuration file
 */
export function checkSettings(path: string, settings: OAuth2ProxySettings): Settings {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([member, value]) => {
        const key = keyOf(path, member, value);
        checkType(path, member, OPTIONS[key]!, value);
        for (const item of [value].flat()) checkAddress(path, member, item);
        return [key, isDuration(value) ? durationText(value) : value];
      }),
  );
}

/** The key in the configuration file of a member. A member that is no option, or a refused one, is an error. */
function keyOf(path: string, member: string, value: unknown): string {
  const key = Object.keys(OPTIONS).find((each) => memberOf(each) === member || each === member);
  if (key === undefined) {
    const sameFlag = Object.entries(OPTIONS).find(
      ([, { flag }]) =>
        flag === member.replace(/^--/, '').replace(/_/g, '-') || memberOf(flag.replace(/-/g, '_')) === member,
    );
    refuse({
      path,
      what: 'proxySettings has an option that oauth2-proxy does not have in its configuration file',
      got: member,
      allowed: FLAGS_ONLY.includes(member)
        ? 'options of the configuration file, which this flag is not'
        : 'the keys of the configuration file of oauth2-proxy 7.15, in camel case',
      fix: sameFlag ? `write ${memberOf(sameFlag[0])}` : 'look the name up in the documentation of oauth2-proxy',
    });
  }
  const refused = REFUSED_OPTIONS[key];
  if (refused && !refused.unless?.(value)) {
    refuse({
      path,
      what: `proxySettings.${member} is refused: ${refused.reason}`,
      // The value of a secret must not reach a log in the message.
      ...(refused.reason.startsWith('a secret') ? {} : { got: isDuration(value) ? durationText(value) : value }),
      allowed: `instead: ${refused.instead}`,
      fix: `remove ${member}`,
    });
  }
  if (member !== memberOf(key)) {
    refuse({
      path,
      what: 'proxySettings names an option as the configuration file does',
      got: member,
      allowed: 'names in camel case',
      fix: `write ${memberOf(key)}`,
    });
  }
  return key;
}

/** Refuses addresses that hold a secret, or that have no TLS. */
function checkAddress(path: string, member: string, value: unknown): void {
  if (typeof value !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return;
  const { username, password } = URL.canParse(value) ? new URL(value) : { username: '', password: '' };
  if (username || password) {
    refuse({
      path,
      what: `proxySettings.${member} holds a secret in an address`,
      allowed: 'addresses without user and password',
      fix: 'keep it in a Secret',
    });
  }
  if (!/^https:/i.test(value)) {
    refuse({
      path,
      what: `proxySettings.${member} has an address without TLS`,
      got: value,
      allowed: 'https addresses',
      fix: 'write https://',
    });
  }
}

const EXPECTED: Record<OptionType, [string, (value: unknown) => boolean]> = {
  bool: ['true or false', (value) => typeof value === 'boolean'],
  int: ['a whole number', (value) => Number.isSafeInteger(value)],
  string: ['a string', (value) => typeof value === 'string' && !/[\r\n]/.test(value)],
  strings: [
    'a list of strings',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== ''),
  ],
  duration: [
    'a Duration of whole milliseconds, such as Duration.minutes(5)',
    (value) => isDuration(value) && Number.isSafeInteger(value.toMilliseconds({ integral: false })),
  ],
};

function checkType(path: string, member: string, option: Option, value: unknown): void {
  const [allowed, fits] = EXPECTED[option.type];
  if (!fits(value)) {
    refuse({ path, what: `proxySettings.${member} has the wrong type`, got: value, allowed, fix: `give ${allowed}` });
  }
}

/** A duration in the syntax of Go. A bare number would be read as nanoseconds. */
function durationText(duration: Duration): string {
  const milliseconds = duration.toMilliseconds({ integral: false });
  return milliseconds % 1000 === 0 ? goDuration(milliseconds / 1000) : `${milliseconds}ms`;
}

/** The configuration file: keys in order, so that equal settings give equal text. */
export function toToml(settings: Settings): string {
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${stringify(sorted).trimEnd()}\n`;
}
