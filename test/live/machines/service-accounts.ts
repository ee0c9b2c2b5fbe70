import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiServer } from '../../support/api-server';

/**
 * The service accounts of one cluster, and their tokens: real ones, and such as only the cluster's own key could sign.
 */
export class ServiceAccounts {
  constructor(
    private readonly server: ApiServer,
    readonly issuer: string,
  ) {}

  /** The certificate authority that the cluster's API server is known by. */
  get authority(): string {
    return readFileSync(this.server.ca, 'utf8');
  }

  /** Makes an account, and its namespace, where they are not there yet. */
  async add(namespace: string, name: string): Promise<void> {
    await this.server.kubectl(['create', 'namespace', namespace]);
    await this.server.kubectl(['create', 'serviceaccount', name, '-n', namespace]);
  }

  /** A token as the kubelet asks for it; without an audience for the API server itself. */
  async token(namespace: string, name: string, audience?: string): Promise<string> {
    return this.must([
      'create',
      'token',
      name,
      '-n',
      namespace,
      ...(audience === undefined ? [] : [`--audience=${audience}`]),
    ]);
  }

  async remove(namespace: string, name: string): Promise<void> {
    await this.must(['delete', 'serviceaccount', name, '-n', namespace]);
  }

  /** A token that is good but for what is changed in it; the key is that of the cluster. */
  signed(namespace: string, name: string, changes: Readonly<Record<string, unknown>>): string {
    const key = createPrivateKey(readFileSync(this.server.serviceAccountKey));
    const now = Math.floor(Date.now() / 1000);
    // As the API server names its keys: the digest of the public one.
    const kid = createHash('sha256')
      .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
      .digest('base64url');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part({ alg: 'RS256', kid })}.${part({
      iss: this.issuer,
      sub: `system:serviceaccount:${namespace}:${name}`,
      aud: ['monitoring-sso'],
      iat: now,
      nbf: now,
      exp: now + 600,
      jti: randomUUID(),
      ...changes,
    })}`;
    return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`;
  }

  private async must(args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.server.kubectl(args);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
    return stdout.trim();
  }
}
