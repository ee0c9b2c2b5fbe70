import { keycloakUrl } from './keycloak';
import { ask, form } from '../client/http';

const keyProvider = 'org.keycloak.keys.KeyProvider';

/** Manual changes in Keycloak, as by an administrator. */
export class KeycloakAdmin {
  private token?: { readonly value: string; readonly until: number };

  constructor(
    private readonly password: string,
    readonly realm: string,
  ) {}

  async makeRealm(settings: object): Promise<void> {
    const answer = await ask(`${keycloakUrl}/admin/realms`, {
      method: 'POST',
      body: JSON.stringify({ realm: this.realm, enabled: true, ...settings }),
      headers: { 'Authorization': `Bearer ${await this.accessToken()}`, 'Content-Type': 'application/json' },
    });
    if (answer.status !== 201) throw new Error(`Keycloak made no realm ${this.realm}: ${answer.status} ${answer.body}`);
  }

  async addClient(client: object): Promise<void> {
    await this.send('POST', '/clients', client);
  }

  async add(path: string, object: unknown): Promise<void> {
    await this.send('POST', path, object);
  }

  async remove(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  async change(path: string, settings: object): Promise<void> {
    await this.send('PUT', path, settings);
  }

  /** Creates a group in the realm or in another group, unless it exists. Returns its id. */
  async addGroup(name: string, parent?: string): Promise<string> {
    const path = parent === undefined ? '/groups' : `/groups/${parent}/children`;
    const existing = async () =>
      (await this.read<{ id: string; name: string }[]>(`${path}?max=1000`)).find((group) => group.name === name)?.id;
    const found = await existing();
    if (found !== undefined) return found;
    await this.send('POST', path, { name });
    return (await existing())!;
  }

  async joinById(user: string, group: string): Promise<void> {
    await this.send('PUT', `/users/${user}/groups/${group}`);
  }

  async addPerson(username: string, password: string, groups: readonly string[]): Promise<string> {
    await this.send('POST', '/users', {
      username,
      email: `${username}@example.com`,
      emailVerified: true,
      firstName: username,
      lastName: 'Example',
      enabled: true,
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    const [user] = await this.read<{ id: string }[]>(`/users?exact=true&username=${username}`);
    for (const group of groups) await this.join(user!.id, group);
    return user!.id;
  }

  /** Sets the password of a user that Terraform created without one. */
  async setPassword(username: string, value: string): Promise<string> {
    const [user] = await this.read<{ id: string }[]>(`/users?exact=true&username=${username}`);
    await this.send('PUT', `/users/${user!.id}/reset-password`, { type: 'password', value, temporary: false });
    return user!.id;
  }

  async join(user: string, group: string): Promise<void> {
    await this.joinById(user, await this.group(group));
  }

  async leave(user: string, group: string): Promise<void> {
    await this.send('DELETE', `/users/${user}/groups/${await this.group(group)}`);
  }

  async makeRole(name: string): Promise<void> {
    await this.send('POST', '/roles', { name });
  }

  /** Adds a realm role to another one as a composite. */
  async include(name: string, into: string): Promise<void> {
    await this.send('POST', `/roles/${into}/composites`, [await this.read(`/roles/${name}`)]);
  }

  async giveRole(user: string, name: string): Promise<void> {
    await this.send('POST', `/users/${user}/role-mappings/realm`, [await this.read(`/roles/${name}`)]);
  }

  async takeRole(user: string, name: string): Promise<void> {
    await this.send('DELETE', `/users/${user}/role-mappings/realm`, [await this.read(`/roles/${name}`)]);
  }

  async changeEmail(user: string, email: string): Promise<void> {
    await this.send('PUT', `/users/${user}`, { email, emailVerified: true });
  }

  async disable(user: string): Promise<void> {
    await this.send('PUT', `/users/${user}`, { enabled: false });
  }

  async sessionsOf(user: string): Promise<number> {
    return (await this.read<unknown[]>(`/users/${user}/sessions`)).length;
  }

  /** Changes the given fields of a client, by its client id. */
  async changeClient(
    clientId: string,
    change: { readonly secret?: string; readonly attributes?: Readonly<Record<string, string>> },
  ): Promise<void> {
    const [client] = await this.read<{ id: string; attributes: object }[]>(`/clients?clientId=${clientId}`);
    await this.send('PUT', `/clients/${client!.id}`, {
      ...client,
      ...change,
      attributes: { ...client!.attributes, ...change.attributes },
    });
  }

  /** Adds a new active key pair. Returns the ids of the previous signing keys. */
  async addSigningKey(): Promise<string[]> {
    const old = (await this.signingKeys()).map(({ id }) => id!);
    const { id: parentId } = await this.read<{ id: string }>('');
    await this.send('POST', '/components', {
      name: `rsa-${old.length}-${Date.now()}`,
      providerId: 'rsa-generated',
      providerType: keyProvider,
      parentId,
      config: { priority: ['1000'], enabled: ['true'], active: ['true'], keySize: ['2048'], algorithm: ['RS256'] },
    });
    return old;
  }

  async removeSigningKeys(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.send('DELETE', `/components/${id}`);
  }

  private async signingKeys(): Promise<{ id: string; providerId: string }[]> {
    return (await this.read<{ id: string; providerId: string }[]>(`/components?type=${keyProvider}`)).filter(
      ({ providerId }) => providerId === 'rsa-generated',
    );
  }

  read<T>(path: string): Promise<T> {
    return this.send('GET', path) as Promise<T>;
  }

  private async group(path: string): Promise<string> {
    const { id } = await this.read<{ id: string }>(`/group-by-path/${path.replace(/^\//, '')}`);
    return id;
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await ask(`${keycloakUrl}/admin/realms/${this.realm}${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'Authorization': `Bearer ${await this.accessToken()}`, 'Content-Type': 'application/json' },
    });
    if (answer.status >= 300) throw new Error(`Keycloak: ${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body === '' ? undefined : JSON.parse(answer.body);
  }

  private async accessToken(): Promise<string> {
    if (this.token && Date.now() < this.token.until) return this.token.value;
    const answer = await ask(
      `${keycloakUrl}/realms/master/protocol/openid-connect/token`,
      form({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: this.password,
      }),
    );
    if (answer.status !== 200) {
      throw new Error(`Keycloak gave no administrator's token: ${answer.status} ${answer.body}`);
    }
    const { access_token: value, expires_in: seconds } = JSON.parse(answer.body) as {
      access_token: string;
      expires_in: number;
    };
    this.token = { value, until: Date.now() + (seconds - 20) * 1000 };
    return value;
  }
}
