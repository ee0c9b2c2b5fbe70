import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, isIP, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';
import { Daemon, eventually, output, removeFolder, run, temporaryFolder, type Result } from './process';
import { goProgram, systemProgram } from './tools';

export interface ApiServerOptions {
  /**
   * Address on which the API server listens.
   * @default 127.0.0.1
   */
  readonly address?: string;

  /**
   * Port of the API server.
   * @default a free port
   */
  readonly port?: number;

  /**
   * Issuer of service account tokens.
   * @default https://kubernetes.default.svc.cluster.local
   */
  readonly issuer?: string;

  /**
   * Arguments of the API server for the issuer of service account tokens, instead of `issuer`.
   * @default - the issuer, and an address of its keys below it
   */
  readonly issuerArguments?: readonly string[];

  /**
   * An additional name in the server's certificate.
   * @default none
   */
  readonly name?: string;

  /**
   * Additional arguments of kube-apiserver.
   * @default none
   */
  readonly arguments?: readonly string[];

  /**
   * A prefix of each command, such as `ip netns exec NAME`. It must replace itself with the command.
   * @default nothing
   */
  readonly prefix?: readonly string[];
}

/** The connection of a client, as plain data that can be passed to another process. */
export interface ClusterAccess {
  readonly kubectl: readonly string[];
  readonly kubeconfig: string;
  readonly directory: string;
}

export type Kubectl = (args: readonly string[], input?: unknown) => Promise<Result>;

/** Runs kubectl. An input that is not text is written as JSON. */
export function kubectlFor({ kubectl, kubeconfig, directory }: ClusterAccess): Kubectl {
  // The cache of kubectl for a server must not be used for the next server on the same port.
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: path.join(directory, 'kubectl-cache') };
  return (args, input) =>
    run([...kubectl, ...args], { env, input: typeof input === 'string' ? input : JSON.stringify(input) });
}

/** A kube-apiserver with etcd, without controllers, scheduler and nodes. */
export class ApiServer {
  /** Starts both and waits until the server is ready. */
  static async start(options: ApiServerOptions = {}): Promise<ApiServer> {
    const programs = {
      apiserver: await goProgram('kube-apiserver'),
      kubectl: await goProgram('kubectl'),
      etcd: await systemProgram('etcd', 'etcd-server'),
      openssl: await systemProgram('openssl', 'openssl'),
    };
    const server = new ApiServer(programs.kubectl, options);
    try {
      await server.begin(programs, options);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  readonly access: ClusterAccess;
  readonly kubectl: Kubectl;
  /** The certificate authority of the server's own certificate. */
  readonly ca: string;
  /** The signing key of service account tokens. */
  readonly serviceAccountKey: string;
  private readonly daemons: Daemon[] = [];

  private constructor(kubectl: string, options: ApiServerOptions) {
    const directory = temporaryFolder('api-server');
    this.ca = path.join(directory, 'ca.crt');
    this.serviceAccountKey = path.join(directory, 'service-account.key');
    this.access = {
      kubectl: [...(options.prefix ?? []), kubectl],
      kubeconfig: path.join(directory, 'kubeconfig'),
      directory,
    };
    this.kubectl = kubectlFor(this.access);
  }

  /** Stops both servers and removes their files. */
  async stop(): Promise<void> {
    for (const daemon of this.daemons.reverse()) await daemon.stop();
    removeFolder(this.access.directory);
  }

  private async begin(
    programs: Record<'apiserver' | 'etcd' | 'openssl', string>,
    options: ApiServerOptions,
  ): Promise<void> {
    const file = (name: string) => path.join(this.access.directory, name);
    const prefix = options.prefix ?? [];
    const address = options.address ?? '127.0.0.1';
    const issuer = options.issuer ?? 'https://kubernetes.default.svc.cluster.local';
    const [etcdPort, peerPort, freePort] = await freePorts(3);
    const port = options.port ?? freePort!;
    const token = randomBytes(24).toString('hex');

    await certificates(programs.openssl, this.access.directory, address, options.name);
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    writeFileSync(this.serviceAccountKey, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    writeFileSync(file('tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
    writeFileSync(this.access.kubeconfig, kubeconfig(`https://${address}:${port}`, readFileSync(this.ca), token), {
      mode: 0o600,
    });

    const etcd = `http://127.0.0.1:${etcdPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    this.daemons.push(
      new Daemon(
        [
          ...prefix,
          programs.etcd,
          `--data-dir=${file('etcd')}`,
          `--listen-client-urls=${etcd}`,
          `--advertise-client-urls=${etcd}`,
          `--listen-peer-urls=${peer}`,
          `--initial-advertise-peer-urls=${peer}`,
          `--initial-cluster=default=${peer}`,
        ],
        file('etcd.log'),
      ),
    );
    this.daemons.push(
      new Daemon(
        [
          ...prefix,
          programs.apiserver,
          `--etcd-servers=${etcd}`,
          `--bind-address=${address}`,
          `--secure-port=${port}`,
          // The advertised address must not be a loopback address. No client uses it.
          '--advertise-address=192.0.2.1',
          '--endpoint-reconciler-type=none',
          '--service-cluster-ip-range=10.96.0.0/16',
          `--tls-cert-file=${file('server.crt')}`,
          `--tls-private-key-file=${file('server.key')}`,
          '--authorization-mode=RBAC',
          `--token-auth-file=${file('tokens.csv')}`,
          // Otherwise the discovery document contains the advertised address.
          ...(options.issuerArguments ?? [
            `--service-account-issuer=${issuer}`,
            `--service-account-jwks-uri=${issuer}/openid/v1/jwks`,
          ]),
          `--service-account-key-file=${file('service-account.key')}`,
          `--service-account-signing-key-file=${file('service-account.key')}`,
          ...(options.arguments ?? []),
        ],
        file('kube-apiserver.log'),
      ),
    );

    await eventually(120, async () => {
      this.daemons.forEach((daemon) => daemon.check());
      const ready = await this.kubectl(['get', '--raw', '/readyz']);
      if (ready.stdout !== 'ok') throw new Error(`the API server is not ready: ${ready.stderr}`);
    });
  }
}

export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  for (let index = 0; index < count; index++) {
    servers.push(
      await new Promise<Server>((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
      }),
    );
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function certificates(openssl: string, directory: string, address: string, name?: string): Promise<void> {
  const names = [
    ...(name ? [name] : []),
    'localhost',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const addresses = new Set(['127.0.0.1', ...(isIP(address) ? [address] : [])]);
  const alternatives = [...names.map((each) => `DNS:${each}`), ...[...addresses].map((ip) => `IP:${ip}`)];
  writeFileSync(
    path.join(directory, 'openssl.cnf'),
    [
      '[req]',
      'distinguished_name = name',
      '[name]',
      '[authority]',
      'basicConstraints = critical,CA:TRUE',
      'keyUsage = critical,keyCertSign',
      'subjectKeyIdentifier = hash',
      '[server]',
      'basicConstraints = critical,CA:FALSE',
      'extendedKeyUsage = serverAuth',
      `subjectAltName = ${alternatives.join(',')}`,
      '',
    ].join('\n'),
  );
  const request = [
    openssl,
    'req',
    '-x509',
    '-config',
    'openssl.cnf',
    '-nodes',
    '-days',
    '30',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
  ];
  const options = { cwd: directory };
  await output(
    [...request, '-extensions', 'authority', '-subj', '/CN=test authority', '-keyout', 'ca.key', '-out', 'ca.crt'],
    options,
  );
  await output(
    [
      ...request,
      '-extensions',
      'server',
      '-subj',
      '/CN=kube-apiserver',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-keyout',
      'server.key',
      '-out',
      'server.crt',
    ],
    options,
  );
}

// JSON is YAML, so kubectl can read this.
const kubeconfig = (server: string, ca: Buffer, token: string) =>
  JSON.stringify({
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [{ name: 'test', cluster: { server, 'certificate-authority-data': ca.toString('base64') } }],
    'users': [{ name: 'admin', user: { token } }],
    'contexts': [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
