import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { refuse } from '../errors';
import {
  ExternalSecret,
  ExternalSecretSpec,
  ExternalSecretSpecSecretStoreRefKind,
} from '../imports/external-secrets.io';
import { Password } from '../imports/generators.external-secrets.io';
import { syntax } from '../syntax';

/** The keys of the Secret that contains the secrets of the sign-on. */
export interface SecretKeys {
  /**
   * Key of the client secret, which is also configured at the identity provider.
   * @default "client-secret"
   */
  readonly clientSecret?: string;
  /**
   * Key of the cookie secret: 32 random characters of `A-Z a-z 0-9 _ -`, without a newline at the end.
   * @default "cookie-secret"
   */
  readonly cookieSecret?: string;
  /**
   * Key of the password for Redis, if sessions are stored in Redis. The value has no newline at the end.
   * @default "redis-password"
   */
  readonly redisPassword?: string;
}

/** A reference to a key of a Secret. The program never contains the value. */
export interface SecretReference {
  /** Name of the Secret. */
  readonly name: string;
  /** Key in the Secret. */
  readonly key: string;
}

/** Options for secrets that External Secrets Operator creates. */
export interface ExternalSecretsOptions {
  /**
   * Name of the Secret with the client secret. The operator writes the cookie secret to a Secret of this name with the
   * suffix `-cookie`, and the password for Redis to one with the suffix `-redis`.
   * @default "monitoring-sso"
   */
  readonly secretName?: string;
  /**
   * Store that contains the client secret, if it is managed outside of the cluster. The operator writes it to a Secret
   * of its own, named `secretName` with the suffix `-client`, since only one ExternalSecret may write to a Secret.
   * @default - the client secret is generated once in the cluster; read it from the Secret for Terraform
   */
  readonly clientSecretStore?: ExternalSecretStore;
}

/** An entry in a secret store of External Secrets Operator. */
export interface ExternalSecretStore {
  /** Name of the store. */
  readonly storeName: string;
  /**
   * Kind of the store.
   * @default "SecretStore"
   */
  readonly storeKind?: string;
  /** Key of the entry in the store. */
  readonly remoteKey: string;
  /**
   * Property of the entry.
   * @default - the whole entry
   */
  readonly remoteProperty?: string;
}

/** The secrets that a sign-on needs in addition to the client secret and the cookie secret. */
export interface SecretsNeeded {
  /** Whether sessions are stored in a Redis that requires a password. */
  readonly redisPassword: boolean;
}

/**
 * The source of the sign-on's secrets: client secret, cookie secret and the password for Redis. The library refers to
 * them only by name and key, so no manifest, Terraform plan or program contains a value.
 */
export abstract class Secrets {
  /**
   * Uses a Secret that exists, or that another tool creates, in the namespace of the sign-on.
   * @param name name of the Secret
   * @param keys keys of the Secret, if they differ from the defaults
   */
  public static existing(name: string, keys: SecretKeys = {}): Secrets {
    return new ExistingSecrets(name, keys);
  }

  /**
   * Uses secrets that External Secrets Operator (1.x, API `external-secrets.io/v1`) generates once and does not change
   * later. Each secret has a Secret of its own, which is immutable: if the content of a Secret is changed, the operator
   * generates every key of it again. To change a secret, delete its Secret.
   * @param options name of the Secret, and the store that contains the client secret
   */
  public static externalSecrets(options: ExternalSecretsOptions = {}): Secrets {
    return new GeneratedSecrets(options);
  }

  /** The client secret. */
  public readonly clientSecret: SecretReference;
  /** The cookie secret. */
  public readonly cookieSecret: SecretReference;
  /** The password for Redis. */
  public readonly redisPassword: SecretReference;

  protected constructor(clientSecret: SecretReference, cookieSecret: SecretReference, redisPassword: SecretReference) {
    const where = 'Secrets';
    for (const name of new Set([clientSecret, cookieSecret, redisPassword].map((each) => each.name))) {
      syntax.dnsSubdomain(where, 'the name of the Secret', name);
    }
    this.clientSecret = { ...clientSecret, key: syntax.secretKey(where, 'clientSecret', clientSecret.key) };
    this.cookieSecret = { ...cookieSecret, key: syntax.secretKey(where, 'cookieSecret', cookieSecret.key) };
    this.redisPassword = { ...redisPassword, key: syntax.secretKey(where, 'redisPassword', redisPassword.key) };
  }

  /** @internal */
  public abstract _render(scope: Construct, needed: SecretsNeeded): void;
}

const CLIENT_SECRET = 'client-secret';
const COOKIE_SECRET = 'cookie-secret';
const REDIS_PASSWORD = 'redis-password';

class ExistingSecrets extends Secrets {
  constructor(name: string, keys: SecretKeys) {
    super(
      { name, key: keys.clientSecret ?? CLIENT_SECRET },
      { name, key: keys.cookieSecret ?? COOKIE_SECRET },
      { name, key: keys.redisPassword ?? REDIS_PASSWORD },
    );
  }

  public _render(): void {}
}

class GeneratedSecrets extends Secrets {
  constructor(private readonly options: ExternalSecretsOptions) {
    const name = options.secretName ?? 'monitoring-sso';
    super(
      { name: options.clientSecretStore ? `${name}-client` : name, key: CLIENT_SECRET },
      { name: `${name}-cookie`, key: COOKIE_SECRET },
      { name: `${name}-redis`, key: REDIS_PASSWORD },
    );
  }

  public _render(scope: Construct, needed: SecretsNeeded): void {
    // Without symbols, so that each character is one byte of the cookie secret and needs no quoting.
    const generator = new Password(scope, 'secret-generator', {
      spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
    });
    const store = this.options.clientSecretStore;
    // The operator generates all keys of an ExternalSecret at once, and adds none to a Secret that exists. So each key
    // has an ExternalSecret of its own.
    const generated = (id: string, secret: SecretReference) =>
      this.externalSecret(scope, id, secret, {
        refreshPolicy: 'CreatedOnce', // a generator returns a new value at each refresh
        dataFrom: [
          {
            sourceRef: {
              generatorRef: { apiVersion: generator.apiVersion, kind: 'Password', name: generator.name },
            },
            rewrite: [{ regexp: { source: '^password$', target: secret.key } }],
          },
        ],
        // The API server refuses changes by hand. After such a change, the operator would generate a new value.
        target: { immutable: true },
      });
    const objects = [
      ...(store ? [] : [generated('generated-secrets', this.clientSecret)]),
      generated('cookie-secret', this.cookieSecret),
      ...(needed.redisPassword ? [generated('redis-password', this.redisPassword)] : []),
    ];
    if (store) {
      syntax.dnsSubdomain(scope.node.path, 'storeName', store.storeName);
      if (!store.remoteKey) {
        refuse({
          path: scope.node.path,
          what: 'remoteKey is empty',
          got: store.remoteKey,
          allowed: 'the key of the entry in the store',
          fix: 'name the entry',
        });
      }
      objects.push(
        this.externalSecret(scope, 'client-secret', this.clientSecret, {
          refreshInterval: '1h',
          secretStoreRef: {
            name: store.storeName,
            kind: (store.storeKind ?? 'SecretStore') as ExternalSecretSpecSecretStoreRefKind,
          },
          data: [
            {
              secretKey: this.clientSecret.key,
              remoteRef: {
                key: store.remoteKey,
                ...(store.remoteProperty ? { property: store.remoteProperty } : {}),
                conversionStrategy: 'Default',
                decodingStrategy: 'None',
                metadataPolicy: 'None', // the operator's defaults, so that applying again changes nothing
              },
            },
          ],
        }),
      );
    }
    for (const object of objects) object.addDependency(generator);
  }

  private externalSecret(scope: Construct, id: string, { name }: SecretReference, spec: ExternalSecretSpec): ApiObject {
    const other = writerOf(scope, name);
    if (other !== undefined) {
      refuse({
        path: scope.node.path,
        what: `${other.node.path} already writes to this Secret`,
        got: name,
        allowed: 'a Secret for each sign-on of a namespace',
        fix: 'give Secrets.externalSecrets a secretName',
      });
    }
    return new ExternalSecret(scope, id, {
      spec: { ...spec, target: { ...spec.target, name, creationPolicy: 'Owner' } },
    });
  }
}

/**
 * Returns the ExternalSecret of the chart that writes to a Secret. The operator refuses a second one. Other charts are
 * not searched, since they may be applied to other clusters.
 */
function writerOf(scope: Construct, secret: string): ApiObject | undefined {
  return Chart.of(scope)
    .node.findAll()
    .find(
      (node): node is ApiObject =>
        ApiObject.isApiObject(node) &&
        node.kind === 'ExternalSecret' &&
        (node.toJson() as { spec?: { target?: { name?: string } } }).spec?.target?.name === secret,
    );
}
