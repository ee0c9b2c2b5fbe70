import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Deployment, Service } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import * as api from '../lib';
import { Program } from './support/program';
import { ApiEntry, ApiType, apiTable, propertiesOf } from '../lib/api-types/table';
import { hasType } from '../lib/api-types/values';

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const exported = api as unknown as Record<string, any>;

/** Values that no type of the public API has, or only some. */
function values() {
  const { chart } = new Program();
  const circular: Record<string, unknown> = {};
  circular.itself = circular;
  return {
    'nothing': undefined,
    'null': null,
    'a number': 5,
    'NaN': Number.NaN,
    'a text': 'text',
    'true': true,
    'an empty object': {},
    'a list': [1],
    'a function': () => 'text',
    'a class': Program,
    'a symbol': Symbol('text'),
    'a Service of cdk8s-plus': new Service(chart, 'service', { ports: [{ port: 80 }] }),
    'a Deployment of cdk8s-plus': new Deployment(chart, 'deployment', { containers: [{ image: 'image' }] }),
    'a circular object': circular,
    'a Duration': Duration.minutes(5),
    'a date': new Date(0),
  };
}
const NAMES = Object.keys(values()) as (keyof ReturnType<typeof values>)[];

/** A refusal: path, what is wrong, what is allowed, and code that corrects it. */
const REFUSAL = /^\[[^\]]+\] [^A-Z].*; allowed: .+; fix: \S.+$/;

/** Runs a call; fails if it throws anything but a refusal. Returns whether it was refused. */
function refused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error: any) {
    if (error.name !== 'ConfigurationError') throw error;
    for (const line of error.message.split('\n')) expect(line).toMatch(REFUSAL);
    return true;
  }
}

const entries = Object.entries(apiTable()).filter(([name]) => exported[name] !== undefined);

/** Constructors and factories, with what calls them. */
const calls = entries.flatMap(([name, entry]: [string, ApiEntry]) => [
  ...(entry.create
    ? [{ name: `new ${name}`, parameters: entry.create, call: (args: any[]) => new exported[name](...args) }]
    : []),
  ...Object.entries(entry.statics ?? {})
    .filter(([, { parameters }]) => parameters.length > 0)
    .map(([method, { parameters }]) => ({
      name: `${name}.${method}`,
      parameters,
      call: (args: any[]) => exported[name][method](...args),
    })),
]);

/** A value of a type that is correct where the test needs a correct one. */
function correct(program: Program, type: ApiType, name: string): unknown {
  if (typeof type === 'object') return 'array' in type ? [correct(program, type.array, name)] : {};
  const known: Record<string, () => unknown> = {
    'string': () => (/url/i.test(name) ? 'https://a.example.com' : /host/i.test(name) ? 'a.example.com' : 'name'),
    'number': () => 8080,
    'boolean': () => true,
    'constructs.Construct': () => program.chart,
    'cdk8s.Chart': () => program.chart,
    'cdk8s.Duration': () => Duration.minutes(5),
    'KeycloakRealmBase': () => program.realm,
    'IIdentityProvider': () => program.realm,
    'EdgeBase': () => api.Edge.traefik({ trustedProxies: ['10.244.0.0/16'] }),
    'Tls': () => api.Tls.existingSecret('tls'),
    'Secrets': () => api.Secrets.existing('secret'),
    'ISessionStore': () => api.Sessions.cookie(),
  };
  if (known[type] !== undefined) return known[type]();
  if (apiTable()[type]?.kind !== 'struct') return undefined;
  const needed = propertiesOf(type).filter(({ optional }) => !optional);
  return Object.fromEntries(needed.map((each) => [each.name, correct(program, each.type, each.name)]));
}

describe('values of wrong types, as programs without a compiler pass them', () => {
  test.each(calls.map((call) => [call.name, call] as const))('%s', (_, { parameters, call }) => {
    fc.assert(
      fc.property(
        fc.nat(parameters.length - 1),
        fc.constantFrom(...NAMES),
        fc.option(fc.nat(40), { nil: undefined }),
        (index, wrong, member) => {
          const program = new Program();
          const args = parameters.map(({ type, name }) => correct(program, type, name));
          const value = values()[wrong];
          const { type } = parameters[index];
          const isStruct = typeof type === 'string' && apiTable()[type]?.kind === 'struct';
          const members = isStruct ? propertiesOf(type) : [];
          const chosen = member === undefined ? undefined : members[member % Math.max(1, members.length)];
          if (chosen === undefined) args[index] = value;
          else args[index] = { ...(args[index] as object), [chosen.name]: value };
          const wanted = chosen ?? parameters[index];
          const isWrong = value === undefined ? !wanted.optional : !hasType(value, wanted.type);
          const answer = refused(() => call(args));
          // Nothing that has a wrong type is accepted.
          if (isWrong) expect(answer).toBe(true);
        },
      ),
      { seed: 13, numRuns: Math.ceil(RUNS / 20), endOnFailure: true },
    );
  });

  test('every public class with a constructor checks its arguments', () => {
    const files = fs
      .readdirSync(path.join(__dirname, '../lib'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/provider-keycloak|imports/.test(file))
      .map((file) => fs.readFileSync(path.join(__dirname, '../lib', file), 'utf8'));
    const source = files.join('\n');
    for (const [name, { create = [] }] of entries) {
      if (create.length > 0) expect(source).toContain(`checkNew('${name}', `);
    }
  });
});
