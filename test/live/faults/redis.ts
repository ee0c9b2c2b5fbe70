import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { sleep } from '../../support/process';
import { expect } from '../checks/check';
import type { Fault } from './fault';
import type { Laboratory } from './laboratory';

const redis = (laboratory: Laboratory) => laboratory.redis.container('redis');

const away: Fault = {
  name: 'redis-refused',
  title: 'Redis refuses connections for 15 s',
  happen: async (laboratory) => {
    await redis(laboratory).stop();
    await sleep(15_000);
    redis(laboratory).start();
  },
  undo: async (laboratory) => redis(laboratory).start(),
  bounds: { failed: 500, signedOut: 6, interruption: 60, recovery: 60 },
  seen: '', lessened: '', remains: '',
};

const hung: Fault = {
  name: 'redis-hung',
  title: 'Redis hangs, and nobody helps it',
  happen: async (laboratory) => {
    const { restarts } = redis(laboratory);
    redis(laboratory).signal('SIGSTOP');
    const begin = Date.now();
    while (redis(laboratory).restarts === restarts && Date.now() - begin < 120_000) await sleep(200);
    return `begun again by the kubelet after ${Math.round((Date.now() - begin) / 1000)} s`;
  },
  undo: async (laboratory) => redis(laboratory).signal('SIGCONT'),
  bounds: { failed: 2000, signedOut: 6, interruption: 150, recovery: 60 },
  seen: '', lessened: '', remains: '',
};

const restarted: Fault = {
  name: 'redis-restarted',
  title: 'Redis ends and is begun again',
  happen: async (laboratory) => {
    const { restarts } = redis(laboratory);
    redis(laboratory).signal('SIGKILL');
    while (redis(laboratory).restarts === restarts) await sleep(100);
  },
  bounds: { failed: 500, signedOut: 6, interruption: 60, recovery: 60 },
  seen: '', lessened: '', remains: '',
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
  bounds: { failed: 500, signedOut: 6, interruption: 60, recovery: 60 },
  seen: '', lessened: '', remains: '',
};

const filling = 4096;

const full: Fault = {
  name: 'redis-full',
  title: 'Redis is filled to its memory limit, half as much again',
  happen: async (laboratory) => {
    const { object, link } = laboratory.redis;
    const limit = Number(/^maxmemory (\d+)mb$/m.exec(await configurationOf(laboratory))![1]) * 1024 * 1024;
    const keys = Math.ceil(limit * 1.5 / filling);
    const client = await RedisClient.connect(link.address, laboratory.stack.secrets['redis-password']!);
    const name = (index: number) => `${laboratory.scene.table.signOn.cookie}-filling-${index}`;
    // As many as fit are written a second time, so that a log of changes grows beyond what it describes.
    let largest = 0;
    for (const round of [0, 1]) {
      for (let index = 0; index < keys; index += 1) {
        await client.send('SET', name(index), randomBytes(filling / 2).toString('hex'));
        if (index % 1000 === 0) largest = Math.max(largest, sizeOf(laboratory.redis.volume('data')));
      }
      if (round === 0) await sleep(1000);
    }
    largest = Math.max(largest, sizeOf(laboratory.redis.volume('data')));
    for (let index = 0; index < keys; index += 1) await client.send('DEL', name(index));
    await client.close();
    const allowed = object.spec.volumes.find(({ name: volume }: any) => volume === 'data').emptyDir?.sizeLimit as string | undefined;
    if (allowed) expect(largest <= Number(/^(\d+)Mi$/.exec(allowed)![1]) * 1024 * 1024, `its files took ${mebibytes(largest)}, and it is evicted above ${allowed}`);
    return `${keys} keys of ${filling} bytes, twice; its files took at most ${mebibytes(largest)}${allowed ? ` of ${allowed}` : ''}`;
  },
  bounds: { failed: 100, signedOut: 6, interruption: 60, recovery: 60 },
  seen: '', lessened: '', remains: '',
};

export const redisFaults = [away, hung, restarted, full, flushed];

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`;

function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const place = path.join(folder, entry.name);
    try {
      return sum + (entry.isDirectory() ? sizeOf(place) : statSync(place).size);
    } catch {
      return sum; // gone in the meantime
    }
  }, 0);
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
    socket.on('data', (chunk: Buffer) => { this.answers = (this.answers + chunk.toString('latin1')).slice(-200); });
  }

  async send(...words: string[]): Promise<void> {
    const text = `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
    if (!this.socket.write(text)) await new Promise((resolve, reject) => this.socket.once('drain', resolve).once('error', reject));
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
