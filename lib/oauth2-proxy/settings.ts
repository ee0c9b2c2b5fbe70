import { OPTIONS, FLAGS_ONLY, Option } from './option-table';
import { REFUSED_OPTIONS } from './refused-options';
import { refuse } from '../errors';

// A build bundles it (scripts/bundle.cjs), without its types.
const { stringify } = require('../bundled/smol-toml') as { stringify(value: object): string };

export type Settings = Readonly<Record<string, unknown>>;

/** Options that a user sets through the open door: known by name, of the right type, and not dangerous. */
export function checkSettings(path: string, settings: Settings): Settings {
  for (const [key, value] of Object.entries(settings)) {
    const option = Object.prototype.hasOwnProperty.call(OPTIONS, key) ? OPTIONS[key] : undefined;
    if (option === undefined) {
      const sameFlag = Object.entries(OPTIONS).find(
        ([, { flag }]) => flag === key.replace(/^--/, '').replace(/_/g, '-'),
      );
      refuse({
        path,
        what: 'proxySettings has an option that oauth2-proxy does not have in its configuration file',
        got: key,
        allowed: FLAGS_ONLY.includes(key)
          ? 'options of the configuration file, which this flag is not'
          : 'the keys of the configuration file of oauth2-proxy 7.15',
        fix: sameFlag ? `write ${sameFlag[0]}` : 'look the name up in the documentation of oauth2-proxy',
      });
    }
    const refused = REFUSED_OPTIONS[key];
    if (refused && !refused.unless?.(value)) {
      refuse({
        // The value of a secret must not reach a log by way of the message.
        path,
        what: `proxySettings.${key} is refused: ${refused.reason}`,
        ...(refused.reason.startsWith('a secret') ? {} : { got: value }),
        allowed: `instead: ${refused.instead}`,
        fix: `remove ${key}`,
      });
    }
    checkType(path, key, option, value);
    checkAddresses(path, key, value);
  }
  return settings;
}

function checkAddresses(path: string, key: string, value: unknown): void {
  for (const item of [value].flat()) {
    if (typeof item !== 'string' || !/^[a-z][a-z0-9+.-]*:\/\//i.test(item)) continue;
    const { username, password } = URL.canParse(item) ? new URL(item) : { username: '', password: '' };
    if (username || password) {
      refuse({
        path,
        what: `proxySettings.${key} holds a secret in an address`,
        allowed: 'addresses without user and password',
        fix: 'keep it in a Secret',
      });
    }
    if (!/^https:/i.test(item)) {
      refuse({
        path,
        what: `proxySettings.${key} has an address without TLS`,
        got: value,
        allowed: 'https addresses',
        fix: 'write https://',
      });
    }
  }
}

const EXPECTED: Record<Option['type'], [string, (value: unknown) => boolean]> = {
  bool: ['true or false', (value) => typeof value === 'boolean'],
  int: ['a whole number', (value) => Number.isSafeInteger(value)],
  string: ['a string', (value) => typeof value === 'string' && !/[\r\n]/.test(value)],
  strings: [
    'a list of strings',
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== ''),
  ],
  // Go's own syntax; a bare number would be read as nanoseconds
  duration: [
    'a duration with units, such as "1m30s"',
    (value) => typeof value === 'string' && /^(\d+(\.\d+)?(ms|s|m|h))+$/.test(value),
  ],
};

function checkType(path: string, key: string, option: Option, value: unknown): void {
  const [allowed, fits] = EXPECTED[option.type];
  if (!fits(value)) {
    refuse({ path, what: `proxySettings.${key} has the wrong type`, got: value, allowed, fix: `give ${allowed}` });
  }
}

/** The configuration file: keys in order, so that equal settings give equal text. */
export function toToml(settings: Settings): string {
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${stringify(sorted).trimEnd()}\n`;
}
