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

/** The keys of a Secret that hold the sign-on's secrets. */
export interface SecretKeys {
  /**
   * Key of the client secret that the identity provider knows as well.
   * @default "client-secret"
   */
  readonly clientSecret?: string;
  /**
   * Key of the cookie secret: 32 random characters of `A-Z a-z 0-9 _ -`, without a line end.
   * @default "cookie-secret"
   */
  readonly cookieSecret?: string;
  /**
   * Key of the password for Redis, where sessions are kept there. Without a line end.
   * @default "redis-password"
   */
  readonly redisPassword?: string;
}

/** A key of a Secret, by name. The value never enters the program. */
export interface SecretReference {
  /** Name of the Secret. */
  readonly name: string;
  /** Key in the Secret. */
  readonly key: string;
}

/** Where External Secrets Operator finds the client secret. */
export interface ExternalSecretsOptions {
  /**
   * Name of the Secret that the operator writes.
   * @default "monitoring-sso"
   */
  readonly secretName?: string;
  /**
   * Store that holds the client secret, where it is managed elsewhere. It comes into a Secret of its own, whose name is
   * `secretName` with `-client` behind it: the operator lets one ExternalSecret alone write a Secret.
   * @default - the client secret is generated in the cluster, once; read it from the Secret for Terraform
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

/** Which of the secrets a sign-on needs. */
export interface SecretsNeeded {
  /** Whether sessions are kept in a Redis that asks for a password. */
  readonly redisPassword: boolean;
}

/**
 * How the sign-on's secrets come to exist: client secret, cookie secret and the password for Redis. They are referred
 * to by name and key alone, so that no manifest, plan or program holds a value.
 */
export abstract class Secrets {
  /**
   * A Secret that exists, or that another tool makes, in the namespace of the sign-on.
   * @param name name of the Secret
   * @param keys its keys, where they are not the usual ones
   */
  public static existing(name: string, keys: SecretKeys = {}): Secrets {
    return new ExistingSecrets(name, keys);
  }

  /**
   * Secrets that External Secrets Operator (1.x, API `external-secrets.io/v1`) generates once and never changes by
   * itself.
   * @param options name of the Secret, and the store of the client secret if it has one
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

  protected constructor(name: string, keys: SecretKeys, clientSecretName: string = name) {
    const where = 'Secrets';
    for (const each of new Set([name, clientSecretName])) syntax.dnsSubdomain(where, 'the name of the Secret', each);
    const reference = (property: string, key: string, secret = name) => ({
      name: secret,
      key: syntax.secretKey(where, property, key),
    });
    this.clientSecret = reference('clientSecret', keys.clientSecret ?? 'client-secret', clientSecretName);
    this.cookieSecret = reference('cookieSecret', keys.cookieSecret ?? 'cookie-secret');
    this.redisPassword = reference('redisPassword', keys.redisPassword ?? 'redis-password');
  }

  /** @internal */
  public abstract _render(scope: Construct, needed: SecretsNeeded): void;
}

class ExistingSecrets extends Secrets {
  constructor(name: string, keys: SecretKeys) {
    super(name, keys);
  }

  public _render(): void {}
}

class GeneratedSecrets extends Secrets {
  constructor(private readonly options: ExternalSecretsOptions) {
    const name = options.secretName ?? 'monitoring-sso';
    super(name, {}, options.clientSecretStore ? `${name}-client` : name);
  }

  public _render(scope: Construct, needed: SecretsNeeded): void {
    // Without symbols, so that every character is one byte of a cookie secret and needs no quoting anywhere.
    const generator = new Password(scope, 'secret-generator', {
      spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
    });
    const store = this.options.clientSecretStore;
    const generated = [
      ...(store ? [] : [this.clientSecret.key]),
      this.cookieSecret.key,
      ...(needed.redisPassword ? [this.redisPassword.key] : []),
    ];
    const objects = [
      this.externalSecret(scope, 'generated-secrets', this.cookieSecret, {
        refreshPolicy: 'CreatedOnce', // a generator gives a new value at each refresh
        dataFrom: generated.map((key) => ({
          sourceRef: {
            generatorRef: { apiVersion: generator.apiVersion, kind: 'Password', name: generator.name },
          },
          rewrite: [{ regexp: { source: '^password$', target: key } }],
        })),
      }),
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
                metadataPolicy: 'None', // as the operator's defaults, so that applying again changes nothing
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
        what: `${other.node.path} writes the Secret already`,
        got: name,
        allowed: 'a Secret for each sign-on of a namespace',
        fix: 'give Secrets.externalSecrets a secretName',
      });
    }
    return new ExternalSecret(scope, id, {
      spec: { ...spec, target: { name, creationPolicy: 'Owner' } },
    });
  }
}

/**
 * The ExternalSecret of a chart that writes a Secret: the operator refuses a second one. Other charts may be for other
 * clusters.
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
