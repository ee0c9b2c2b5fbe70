import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Fault } from './fault';
import type { Laboratory } from './laboratory';
import { sleep } from '../../support/process';
import { expect } from '../checks/check';

const redis = (laboratory: Laboratory) => laboratory.redis.container('redis');

async function begunAgain(laboratory: Laboratory, restarts: number): Promise<void> {
  for (const begin = Date.now(); redis(laboratory).restarts === restarts;) {
    expect(Date.now() - begin < 120_000, 'Redis is not begun again');
    await sleep(100);
  }
}

const away: Fault = {
  name: 'redis-refused',
  title: 'Redis refuses connections for 15 s',
  happen: async (laboratory) => {
    await redis(laboratory).stop();
    await sleep(15_000);
    redis(laboratory).start();
  },
  undo: async (laboratory) => redis(laboratory).start(),
  bounds: { failed: 90, signedOut: 0, interruption: 30, recovery: 12 },
  seen:
    'Requests in the first 3 s wait until Redis is back. Later requests get an error of the edge. No one ' +
    'is signed out.',
  lessened:
    'The proxy waits for Redis instead of answering without it, and is removed from its Service within 3 ' +
    's. Sessions are on disk.',
  remains: 'Nothing.',
};

const hung: Fault = {
  name: 'redis-hung',
  title: 'Redis hangs until the kubelet restarts it',
  happen: async (laboratory) => {
    const { restarts } = redis(laboratory);
    redis(laboratory).signal('SIGSTOP');
    const begin = Date.now();
    await begunAgain(laboratory, restarts);
    return `begun again by the kubelet after ${Math.round((Date.now() - begin) / 1000)} s`;
  },
  undo: async (laboratory) => redis(laboratory).signal('SIGCONT'),
  bounds: { failed: 150, signedOut: 0, interruption: 45, recovery: 15 },
  seen: 'The same.',
  lessened:
    'The kubelet restarts a server that hangs within half a minute. The new process reads the sessions ' + 'from disk.',
  remains: 'Nothing.',
};

const restarted: Fault = {
  name: 'redis-restarted',
  title: 'Redis is killed and restarted',
  happen: async (laboratory) => {
    const { restarts } = redis(laboratory);
    redis(laboratory).signal('SIGKILL');
    await begunAgain(laboratory, restarts);
  },
  bounds: { failed: 10, signedOut: 0, interruption: 8, recovery: 12 },
  seen: 'Pages wait for one to two seconds.',
  lessened: 'Sessions are on disk, and the proxy waits.',
  remains: 'Set `persistentVolumeSize`: without a volume, a pod that is replaced loses its sessions.',
};

const flushed: Fault = {
  name: 'redis-flushed',
  title: 'Redis loses every session',
  happen: async (laboratory) => {
    await redis(laboratory).stop();
    const data = laboratory.redis.volume('data');
    for (const name of readdirSync(data)) rmSync(path.join(data, name), { recursive: true });
    redis(laboratory).start();
  },
  undo: async (laboratory) => redis(laboratory).start(),
  bounds: { failed: 15, signedOut: 6, interruption: 10, recovery: 20 },
  seen:
    'Everyone is signed out, and signed in again at the next reload, without a password. Requests that a ' +
    'page sends in the background at that moment are lost.',
  lessened: 'An old cookie gives no access.',
  remains: 'Set `persistentVolumeSize`, so that a pod that is replaced keeps its sessions.',
};

const filling = 4096;

const full: Fault = {
  name: 'redis-full',
  title: 'Redis is filled with one and a half times its memory limit',
  happen: async (laboratory) => {
    const { object, link } = laboratory.redis;
    const maximum = Number(/^maxmemory (\d+)mb$/m.exec(await configurationOf(laboratory))![1]) * 1024 * 1024;
    const keys = Math.ceil((maximum * 1.5) / filling);
    const client = await RedisClient.connect(link.address, laboratory.stack.secrets['redis-password']!);
    const name = (index: number) => `${laboratory.scene.table.signOn.cookie}-filling-${index}`;
    let [disk, memory] = [0, 0];
    const look = () => {
      disk = Math.max(disk, sizeOf(laboratory.redis.volume('data')));
      memory = Math.max(
        memory,
        redis(laboratory).processes.reduce((sum, pid) => sum + memoryOf(pid), 0),
      );
    };
    // Twice, so that the log of changes grows beyond what it describes and is rewritten.
    for (let index = 0; index < 2 * keys; index += 1) {
      await client.send('SET', name(index % keys), randomBytes(filling / 2).toString('hex'));
      if (index % 500 === 0) look();
    }
    for (let index = 0; index < keys; index += 1) await client.send('DEL', name(index));
    await client.close();
    look();
    const { spec } = object;
    const room = spec.volumes.find(({ name: volume }: any) => volume === 'data').emptyDir?.sizeLimit as string;
    const limit = spec.containers[0].resources.limits.memory as string;
    // A kubelet would send the pod away for the one, and the kernel end the container for the other.
    expect(disk <= inMebibytes(room), `its files took ${disk} MiB, and are allowed ${room}`);
    expect(memory <= inMebibytes(limit), `it took ${memory} MiB of memory, and is allowed ${limit}`);
    return (
      `${keys} keys of ${filling} bytes, twice; it took at most ${memory} MiB of memory (limit ${limit}) and ${disk} ` +
      `MiB of disk (limit ${room})`
    );
  },
  bounds: { failed: 10, signedOut: 1, interruption: 6, recovery: 10 },
  seen: 'Nothing.',
  lessened: 'The least used sessions are evicted first: a flood of sign-ins does not sign out people at work.',
  remains: 'Set `maxMemoryMebibytes` for more than about 16,000 sessions.',
};

export const redisFaults = [away, hung, restarted, full, flushed];

const inMebibytes = (quantity: string) => Number(/^(\d+)Mi$/.exec(quantity)![1]);

/** The files in a folder, in mebibytes. */
function sizeOf(folder: string): number {
  return Math.ceil(
    readdirSync(folder, { recursive: true }).reduce(
      (sum, name) => sum + (statSync(path.join(folder, String(name)), { throwIfNoEntry: false })?.size ?? 0),
      0,
    ) /
      1024 ** 2,
  );
}

/** The memory of a process in mebibytes; what it shares with its child counts once. */
function memoryOf(pid: number): number {
  try {
    return Math.ceil(Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) / 1024);
  } catch {
    return 0; // it has ended in the meantime
  }
}

async function configurationOf({ stack, redis: { object } }: Laboratory): Promise<string> {
  const { name } = object.spec.volumes.find((volume: any) => volume.name === 'configuration').configMap;
  return (await stack.cluster.get('configmap', object.metadata.namespace!, name))!.data['redis.conf'];
}

/** Writes commands one after the other without waiting for each answer, as the proxy's own user. */
class RedisClient {
  static async connect(host: string, password: string): Promise<RedisClient> {
    const socket = net.connect({ host, port: 6379 });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const client = new RedisClient(socket);
    await client.send('AUTH', 'oauth2-proxy', password);
    return client;
  }

  private answers = '';

  private constructor(private readonly socket: net.Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.answers = (this.answers + chunk.toString('latin1')).slice(-200);
    });
  }

  async send(...words: string[]): Promise<void> {
    const text = `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
    if (!this.socket.write(text)) {
      await new Promise((resolve, reject) => this.socket.once('drain', resolve).once('error', reject));
    }
    expect(!this.answers.includes('-'), `Redis refuses: ${this.answers}`);
  }

  async close(): Promise<void> {
    await this.send('PING');
    for (let tries = 0; !this.answers.includes('PONG'); tries += 1) {
      expect(tries < 100, 'Redis does not come to an end');
      await sleep(100);
    }
    this.socket.destroy();
  }
}
