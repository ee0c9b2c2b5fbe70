import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Testing } from 'cdktf';
import { AcceptedRealmSetting, ExistingKeycloakRealm, KeycloakRealmProps, RealmDemand } from '../../lib';
import { Program } from '../support/program';
import { schemaProblems } from '../support/terraform-schema';

const only = (instances: Record<string, any>): any => {
  expect(Object.keys(instances)).toHaveLength(1);
  return Object.values(instances)[0];
};
const NAMED = { bruteForceDetection: {}, browserHeaders: {}, attributes: {} };
const adopted = (props: Partial<KeycloakRealmProps> = {}) => new Program({ adoptExisting: true, ...NAMED, ...props });

describe('a realm that is adopted', () => {
  test('keeps each setting that the program does not name', () => {
    const program = adopted();
    const { resource, removed } = program.tf();
    const { lifecycle } = only(resource.keycloak_realm);
    expect(lifecycle.ignore_changes).toEqual(expect.arrayContaining(['password_policy', 'revoke_refresh_token']));
    expect(only(resource.keycloak_required_action).lifecycle.ignore_changes).toContain('default_action');
    expect(resource.keycloak_realm_events).toBeUndefined();
    expect(removed).toEqual([
      { from: expect.stringMatching(/^keycloak_realm_events\.platform_Events_/), lifecycle: { destroy: false } },
    ]);
    expect(program.realm.asFound).toHaveLength(5);
    expect(schemaProblems({ resource })).toEqual([]);
  });
  test('forgets the address that the events of the realm had', () => {
    const [name] = Object.keys(new Program().tf().resource.keycloak_realm_events);
    expect(adopted().tf().removed[0].from).toBe(`keycloak_realm_events.${name}`);
  });
  test('gets each setting that the program names', () => {
    const program = adopted({
      passwordPolicy: 'length(16)',
      secondFactor: true,
      eventsRetention: Duration.days(365),
      eventsListeners: ['jboss-logging'],
      attributes: { note: 'kept' },
    });
    const { resource, removed } = program.tf();
    const { lifecycle, password_policy: policy, attributes } = only(resource.keycloak_realm);
    expect(policy).toBe('length(16)');
    expect(attributes).toEqual({ adminEventsExpiration: '31536000', note: 'kept' });
    for (const named of ['password_policy', 'attributes']) expect(lifecycle.ignore_changes).not.toContain(named);
    expect(only(resource.keycloak_required_action).lifecycle.ignore_changes).not.toContain('default_action');
    expect(only(resource.keycloak_realm_events).events_expiration).toBe(31536000);
    expect(removed).toBeUndefined();
    expect(program.realm.asFound).toEqual([]);
  });
  test('fails in the plan where it has another lifetime than the default and the program does not name it', () => {
    const demanded = (props: Partial<KeycloakRealmProps>) =>
      (only(adopted(props).tf().resource.keycloak_realm).lifecycle.postcondition ?? []).map(
        ({ error_message: message }: any) => /\] (\w+) is not named/.exec(message)?.[1],
      );
    expect(demanded({})).toEqual(['accessTokenLifespan', 'sessionIdle', 'sessionMax']);
    expect(demanded({ sessionMax: Duration.hours(4) })).toEqual(['accessTokenLifespan', 'sessionIdle']);
  });
  test.each(Object.keys(NAMED))('fails without %s, which the provider does not read and would reset', (name) =>
    expect(() => adopted({ [name]: undefined })).toThrow(
      new RegExp(`\\[identity/realm\\].*: ${name}; .*fix: write ${name}`),
    ),
  );
  test('has the brute-force detection and the headers that the program names', () => {
    const { security_defenses: defenses } = only(
      adopted({
        bruteForceDetection: { maxLoginFailures: 5, permanentLockout: true, maxTemporaryLockouts: 3 },
        browserHeaders: { strictTransportSecurity: 'max-age=63072000' },
      }).tf().resource.keycloak_realm,
    );
    expect(defenses.brute_force_detection).toMatchObject({
      max_login_failures: 5,
      permanent_lockout: true,
      max_temporary_lockouts: 3,
      max_failure_wait_seconds: 900,
    });
    expect(defenses.headers).toMatchObject({ strict_transport_security: 'max-age=63072000', x_frame_options: 'DENY' });
  });
  test.each([
    [{ bruteForceDetection: { maxLoginFailures: 0 } }, /maxLoginFailures is out of range/],
    [{ bruteForceDetection: { maxLoginFailures: 'many' } }, /maxLoginFailures is not a number; got "many"/],
    [{ bruteForceDetection: { maxTemporaryLockouts: -1 } }, /maxTemporaryLockouts is out of range/],
    [{ bruteForceDetection: { maxWait: Duration.days(31) } }, /bruteForceDetection\.maxWait/],
    [{ browserHeaders: { xFrameOptions: 'DENY\r\nX: y' } }, /browserHeaders\.xFrameOptions is no value of a header/],
    [{ browserHeaders: { contentSecurityPolicy: '${var.x}' } }, /is no value of a header/],
    [{ browserHeaders: { referrerPolicy: '' } }, /is no value of a header/],
  ])('fails with %j', (props, message) => {
    expect(() => new Program(props as Partial<KeycloakRealmProps>)).toThrow(message);
  });
  test.each([{ eventsRetention: Duration.days(365) }, { eventsListeners: ['email'] }])(
    'fails when one setting of events is named, and the provider would reset the others',
    (props) => expect(() => adopted(props)).toThrow(/both eventsRetention and eventsListeners, or neither/),
  );
  test('is none when the program creates it', () => {
    const { realm, ...rest } = new Program();
    expect(realm.asFound).toEqual([]);
    expect(rest).toBeDefined();
  });
});

describe('administration events', () => {
  const attributes = (props: Partial<KeycloakRealmProps>) =>
    only(new Program(props).tf().resource.keycloak_realm).attributes;
  test('are kept as long as login events', () => {
    expect(attributes({})).toEqual({ adminEventsExpiration: '7776000' });
    expect(attributes({ eventsRetention: Duration.days(1) })).toEqual({ adminEventsExpiration: '86400' });
  });
  test('are kept together with attributes of the program, which may name it', () => {
    expect(attributes({ attributes: { frontendUrl: 'https://a.example.com', adminEventsExpiration: '60' } })).toEqual({
      frontendUrl: 'https://a.example.com',
      adminEventsExpiration: '60',
    });
  });
});

describe('what a realm that is managed elsewhere must have', () => {
  const place = { url: 'https://keycloak.example.com', realm: 'corporate' };
  const demands = (acceptedSettings?: AcceptedRealmSetting[]): { condition: string; error_message: string }[] => {
    const { stack } = new Program();
    new ExistingKeycloakRealm(stack, 'other', { ...place, acceptedSettings });
    return only(JSON.parse(Testing.synth(stack, true)).data.keycloak_realm).lifecycle.postcondition;
  };
  const messages = (accepted?: AcceptedRealmSetting[]) => demands(accepted).map(({ error_message: text }) => text);

  test.each(Object.entries(RealmDemand))('can be accepted by name: %s', (name, demand) => {
    const all = messages();
    const named = all.filter((text) => text.includes(`{ demand: RealmDemand.${name}, reason:`));
    expect(named).toHaveLength(1);
    expect(messages([{ demand, reason: 'the directory does it' }])).toEqual(
      all.filter((text) => !named.includes(text)),
    );
  });
  test('is said with the construct', () => {
    for (const message of messages()) expect(message).toMatch(/^\[identity\/other\] /);
  });
  test('is told from a realm that Terraform may not read', () => {
    const [unreadable, ...others] = demands();
    expect(unreadable).toEqual({
      condition: '${self.internal_id != ""}',
      error_message: expect.stringMatching(/could not be read.*role view-realm/),
    });
    const settings = others.filter(({ error_message: text }) => /disabled|acceptedSettings/.test(text));
    expect(settings).toHaveLength(7);
    for (const { condition } of settings) expect(condition).toMatch(/^\$\{self\.internal_id == "" \|\| /);
  });
  test.each([
    [[{ demand: 'remember_me', reason: 'x' }], /demand is not one of RealmDemand\..*RealmDemand\.NO_REMEMBER_ME/],
    [[null], /acceptedSettings\[0\] is not an object; got null/],
    [[{ demand: RealmDemand.TLS, reason: ' ' }], /without a reason/],
    [[{ demand: RealmDemand.TLS }], /reason is missing/],
  ])('fails when %j is accepted', (accepted, message) => {
    expect(() => demands(accepted as unknown as AcceptedRealmSetting[])).toThrow(message);
  });
});
