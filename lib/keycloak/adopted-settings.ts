import { TerraformResource } from 'cdktf';
import type { KeycloakRealmProps } from './keycloak-realm-props';
import { refuse } from '../errors';

/** A setting that a realm that is adopted keeps. */
export interface KeptSetting {
  /** The setting in words, if a safe default is not enforced. */
  readonly setting?: string;
  /** Arguments of the realm that Terraform leaves as they are. */
  readonly realm: readonly string[];
}

/** The settings of a realm that is adopted and that no prop names. */
export function keptSettings(props: KeycloakRealmProps): KeptSetting[] {
  if (!props.adoptExisting) return [];
  const all: (KeptSetting & { readonly named: boolean })[] = [
    {
      setting: 'password policy (passwordPolicy)',
      named: props.passwordPolicy !== undefined,
      realm: ['password_policy'],
    },
    {
      setting: 'retention of login events, and whether events are stored (eventsRetention)',
      named: props.eventsRetention !== undefined,
      realm: [],
    },
    {
      setting: 'retention of administration events (eventsRetention)',
      named: props.eventsRetention !== undefined,
      realm: [],
    },
    {
      setting: 'listeners of events (eventsListeners)',
      named: props.eventsListeners !== undefined,
      realm: [],
    },
    {
      setting: 'second factor of new users (secondFactor)',
      named: props.secondFactor !== undefined,
      realm: [],
    },
    ...lifetimes(props),
  ];
  return all.filter(({ named }) => !named);
}

/** Lifetimes that are not named must be the default: the plan demands it. So they are kept, and known. */
const lifetimes = (props: KeycloakRealmProps) =>
  (
    [
      ['accessTokenLifespan', 'access_token_lifespan'],
      ['sessionIdle', 'sso_session_idle_timeout'],
      ['sessionMax', 'sso_session_max_lifespan'],
    ] as const
  ).map(([prop, attribute]) => ({ named: props[prop] !== undefined, realm: [attribute] }));

/** Lets Terraform leave arguments of a resource as they are. */
export function keep(resource: TerraformResource, ignored: readonly string[]): void {
  resource.addOverride('lifecycle.ignore_changes', [...(resource.lifecycle?.ignoreChanges ?? []), ...ignored]);
}

/** Refuses to adopt a realm without settings that the provider would reset, because it does not read them. */
export function requireNamed(path: string, props: KeycloakRealmProps): void {
  const missing = (['bruteForceDetection', 'browserHeaders', 'attributes'] as const).filter(
    (name) => props[name] === undefined,
  );
  if (missing.length === 0) return;
  refuse({
    path,
    what:
      'the provider does not read these settings of a realm that is adopted, and would replace them by its own ' +
      `defaults: ${missing.join(', ')}`,
    got: undefined,
    allowed: 'the values that the realm has, or {} for the defaults of the library and no attributes',
    fix: `write ${missing.map((name) => `${name}: { … }`).join(', ')} with the values of the realm`,
  });
}
