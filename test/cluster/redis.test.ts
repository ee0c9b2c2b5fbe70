import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { Pod, type Container } from './container';
import { examples } from './examples';
import { namespaceOf, ofKind, workloads, type KubernetesObject, type Workload } from './objects';
import { provided } from './provided';
import { describeIf } from '../support/conditional';
import { eventually } from '../support/process';

const servers = examples.flatMap(({ name, objects }) =>
  workloads(objects).flatMap((workload) =>
    clientsOf(workload, objects).map((client) => ({ name, objects, workload, client })),
  ),
);

// The commands of the proxy's lock. The commands of the second line run only while the lock is held.
const lock = `if redis.call('MSETNX', KEYS[1], ARGV[1]) == 0 then
  if redis.call('GETRANGE', KEYS[1], 0, -1) ~= ARGV[1] then return false end redis.call('MSET', KEYS[1], ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 'OK'`;
const unlock = "if redis.call('MGET', KEYS[1])[1] == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

describeIf(provided.containers).each(servers)(
  'the Redis of $client.prefix in the example $name',
  ({ objects, workload, client }) => {
    const { user, prefix } = client;
    const key = `${prefix}-0123456789abcdef`;
    let pod: Pod;
    let redis: Container;
    let password: string;

    beforeAll(async () => {
      pod = new Pod(workload, objects);
      const secret = workload.template.spec.volumes.find((volume: any) => volume.secret !== undefined).secret;
      password = pod.secret(secret.secretName, secret.items[0].key);
      expect(await pod.runToEnd('acl')).toEqual({ status: 0, stdout: '', stderr: '' });
      redis = pod.start('redis');
      await eventually(20, async () => expect((await ask([], 'PING')).text).toContain('NOAUTH'));
    }, 120_000);
    afterAll(() => pod?.stop(), 120_000);

    async function ask(login: string[], ...command: string[]) {
      const { status, stdout, stderr } = await redis.exec([
        'redis-cli',
        '-e',
        '--no-auth-warning',
        ...login,
        ...command,
      ]);
      return { status, text: `${stdout}${stderr}`.trim() };
    }
    const proxy = (...command: string[]) => ask(['--user', user, '--pass', password], ...command);

    test.each(['startupProbe', 'readinessProbe', 'livenessProbe'])('passes its %s', async (probe) => {
      expect(await redis.exec(redis.definition[probe].exec.command)).toMatchObject({ status: 0, stdout: 'PONG\n' });
    });

    test('does not write the password to a file', () => {
      const folder = redis.definition.volumeMounts.find(({ name }: { name: string }) => name === 'acl').name;
      expect(readFileSync(path.join(pod.directory, 'volumes', folder, 'users.acl'), 'utf8')).not.toContain(password);
    });

    // The commands of oauth2-proxy from readiness check to sign-out, in this order.
    test.each([
      ['check that the server responds', ['PING'], 'PONG'],
      ['try the store', ['SET', `${prefix}-healthcheck-1`, 'x', 'EX', '60'], 'OK'],
      ['save a session', ['SET', key, 'session', 'EX', '3600'], 'OK'],
      ['load a session', ['GET', key], 'session'],
      ['take the lock of a session', ['EVAL', lock, '1', `${key}.lock`, 'holder', '5000'], 'OK'],
      ['fail to take a lock that is held', ['EVAL', lock, '1', `${key}.lock`, 'another', '5000'], ''],
      ['take its own lock again', ['EVAL', lock, '1', `${key}.lock`, 'holder', '5000'], 'OK'],
      [
        'read the remaining time of the lock',
        ['EVAL', "return redis.call('PTTL', KEYS[1]) > 0 and 'yes' or 'no'", '1', `${key}.lock`],
        'yes',
      ],
      ['release the lock', ['EVAL', unlock, '1', `${key}.lock`, 'holder'], '1'],
      ['remove a session', ['DEL', key], '1'],
    ])('lets the proxy %s', async (_, command, answer) => {
      expect(await proxy(...command)).toEqual({ status: 0, text: answer });
    });

    test('allows the proxy to call a script by its digest', async () => {
      expect((await proxy('EVALSHA', '0'.repeat(40), '1', key)).text).toContain('NOSCRIPT');
    });

    test.each([
      ['read the keys of others', ['GET', 'another-0123456789abcdef']],
      ['write the keys of others', ['SET', 'another-0123456789abcdef', 'x']],
      ['read the keys of a proxy with the same prefix', ['GET', `${prefix}2-0123456789abcdef`]],
      ['read the keys of others from a script', ['EVAL', "return redis.call('GET', 'another')", '0']],
      ['list keys', ['KEYS', '*']],
      ['scan keys', ['SCAN', '0']],
      ['empty the server', ['FLUSHALL']],
      ['empty the server from a script', ['EVAL', "return redis.call('FLUSHALL')", '0']],
      ['read the configuration', ['CONFIG', 'GET', '*']],
      ['change the configuration', ['CONFIG', 'SET', 'dir', '/tmp']],
      ['read the access list', ['ACL', 'LIST']],
      ['track changes of all keys', ['CLIENT', 'TRACKING', 'ON', 'BCAST']],
      ['stay connected when memory is low', ['CLIENT', 'NO-EVICT', 'ON']],
      ['read the information of its connection', ['CLIENT', 'INFO']],
      ['read the id of its connection', ['CLIENT', 'ID']],
      ['name its connection', ['CLIENT', 'SETNAME', 'x']],
      ['unblock others', ['CLIENT', 'UNBLOCK', '1']],
      ['silence the server', ['CLIENT', 'REPLY', 'OFF']],
      ['list commands', ['COMMAND', 'LIST']],
      ['read the state of the cluster', ['CLUSTER', 'INFO']],
      ['remove scripts', ['SCRIPT', 'FLUSH']],
      ['load a script', ['SCRIPT', 'LOAD', 'return 1']],
      ['load functions', ['FUNCTION', 'LIST']],
      ['read its user name', ['ACL', 'WHOAMI']],
      ['read the memory statistics', ['MEMORY', 'STATS']],
      ['read the slow log', ['SLOWLOG', 'GET']],
      ['read latencies', ['LATENCY', 'LATEST']],
      ['inspect keys', ['OBJECT', 'FREQ', key]],
      ['publish', ['PUBLISH', 'x', 'y']],
      ['subscribe', ['SUBSCRIBE', 'x']],
      ['list channels', ['PUBSUB', 'CHANNELS']],
      ['change the database', ['SELECT', '1']],
      ['debug', ['DEBUG', 'SLEEP', '0']],
      ['monitor the commands of others', ['MONITOR']],
      ['stop the server', ['SHUTDOWN']],
      ['make it a replica', ['REPLICAOF', '127.0.0.1', '6379']],
      ['load code', ['MODULE', 'LIST']],
    ])('does not let the proxy %s', async (_, command) => {
      expect((await proxy(...command)).text).toMatch(/NOPERM|The user executing the script|DEBUG command not allowed/);
    });

    test.each([['PING'], ['GET', key], ['INFO'], ['CONFIG', 'GET', '*'], ['EVAL', 'return 1', '0']])(
      'refuses a client that is not authenticated: %s',
      async (...command) => {
        expect((await ask([], ...command)).text).toContain('NOAUTH');
      },
    );

    test.each(['', 'wrong', 'default'])('refuses the password %j', async (wrong) => {
      for (const name of [user, 'default']) {
        expect((await ask([], 'AUTH', name, wrong)).text).toContain('WRONGPASS');
      }
    });

    test.each([
      ['GET', key],
      ['SET', key, 'x'],
      ['INFO'],
      ['ACL', 'WHOAMI'],
      ['CLIENT', 'LIST'],
      ['EVAL', 'return 1', '0'],
    ])('lets a probe do nothing but PING: %s', async (...command) => {
      const login = redis.definition.readinessProbe.exec.command.slice(1, -1);
      expect((await ask(login, ...command)).text).toContain('NOPERM');
    });
  },
);

interface Client {
  readonly user: string;
  readonly prefix: string;
}

/** The proxies whose configuration contains a Service of this workload. */
function clientsOf(workload: Workload, objects: readonly KubernetesObject[]): Client[] {
  const labels = workload.template.metadata?.labels ?? {};
  const names = ofKind(objects, 'Service')
    .filter((service) => namespaceOf(service) === workload.namespace)
    .filter(({ spec }) => Object.entries(spec.selector ?? {}).every(([label, value]) => labels[label] === value))
    .map(({ metadata }) => `${metadata.name}.${workload.namespace}.svc`);
  return ofKind(objects, 'ConfigMap')
    .flatMap(({ data }) =>
      Object.entries(data ?? {})
        .filter(([name]) => /\.(toml|cfg)$/.test(name))
        .map(([, text]) => parse(text)),
    )
    .filter((settings) => names.some((name) => String(settings.redis_connection_url).includes(`//${name}`)))
    .map((settings) => ({
      user: String(settings.redis_username),
      prefix: String(settings.cookie_name ?? '_oauth2_proxy'),
    }));
}
