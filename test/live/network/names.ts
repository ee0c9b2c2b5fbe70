import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Daemon, output } from '../../support/process';
import { logFile, runFolder } from '../places';
import { node } from './router';

/** The DNS server of the cluster: service names, and the public names of the stack. */
export class Names {
  private readonly file = path.join(runFolder, 'names/hosts');
  private readonly addresses = new Map<string, readonly string[]>();

  async start(): Promise<void> {
    mkdirSync(path.dirname(this.file), { recursive: true });
    this.write();
    new Daemon(
      [
        'dnsmasq',
        '--keep-in-foreground',
        '--no-resolv',
        '--no-hosts',
        '--user=root',
        '--pid-file',
        '--conf-file=/dev/null',
        `--listen-address=${node}`,
        '--bind-interfaces',
        `--hostsdir=${path.dirname(this.file)}`,
        '--local=/cluster.local/',
        '--local=/example.com/',
        '--no-negcache',
        '--log-facility=-',
      ],
      logFile('dnsmasq'),
    );
    await resolveBy(resolvConf('default'), '/etc/resolv.conf');
  }

  set(name: string, addresses: readonly string[]): void {
    this.addresses.set(name, addresses);
    this.write();
  }

  // dnsmasq detects a file that is moved into place.
  private write(): void {
    const lines = [...this.addresses].flatMap(([name, addresses]) => addresses.map((address) => `${address} ${name}`));
    const unfinished = path.join(runFolder, 'hosts.unfinished');
    writeFileSync(unfinished, lines.join('\n') + '\n');
    renameSync(unfinished, this.file);
  }
}

/** The resolv.conf of the kubelet for the pods of a namespace. */
export const resolvConf = (namespace: string) =>
  `nameserver ${node}\nsearch ${namespace}.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n`;

async function resolveBy(text: string, place: string): Promise<void> {
  const file = path.join(runFolder, 'resolv.conf');
  writeFileSync(file, text);
  await output(['mount', '--bind', file, place]);
}
