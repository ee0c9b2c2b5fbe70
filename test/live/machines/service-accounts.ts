import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiServer } from '../../support/api-server';

/**
 * The service accounts of a cluster, and their tokens: real ones, and forged ones that are signed with the cluster's
 * key.
 */
export class ServiceAccounts {
  constructor(
    private readonly server: ApiServer,
    readonly issuer: string,
  ) {}

  /** The certificate authority of the cluster's API server. */
  get authority(): string {
    return readFileSync(this.server.ca, 'utf8');
  }

  /** Creates an account and its namespace, unless they exist. */
  async add(namespace: string, name: string): Promise<void> {
    await this.server.kubectl(['create', 'namespace', namespace]);
    await this.server.kubectl(['create', 'serviceaccount', name, '-n', namespace]);
  }

  /** Requests a token as the kubelet does. Without an audience, the token is for the API server. */
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

  /** A valid token with changed claims, signed with the key of the cluster. */
  signed(namespace: string, name: string, changes: Readonly<Record<string, unknown>>): string {
    const key = createPrivateKey(readFileSync(this.server.serviceAccountKey));
    const now = Math.floor(Date.now() / 1000);
    // The key id of the API server: the digest of the public key.
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
