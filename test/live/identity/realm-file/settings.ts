import type { Fields } from './fields';

/** `keycloak_realm`: the settings of the realm itself. */
export function settings(fields: Fields): object {
  // It prevents the provider from destroying the realm, and does not exist in Keycloak.
  fields.skip('terraform_deletion_protection');
  return {
    realm: fields.string('realm'),
    enabled: fields.boolean('enabled'),
    displayName: fields.string('display_name'),
    // The values that the provider writes for missing arguments.
    displayNameHtml: '',
    defaultLocale: '',
    registrationAllowed: fields.boolean('registration_allowed'),
    registrationEmailAsUsername: fields.boolean('registration_email_as_username'),
    editUsernameAllowed: fields.boolean('edit_username_allowed'),
    resetPasswordAllowed: fields.boolean('reset_password_allowed'),
    rememberMe: fields.boolean('remember_me'),
    verifyEmail: fields.boolean('verify_email'),
    loginWithEmailAllowed: fields.boolean('login_with_email_allowed'),
    duplicateEmailsAllowed: fields.boolean('duplicate_emails_allowed'),
    userManagedAccessAllowed: fields.boolean('user_managed_access'),
    sslRequired: fields.string('ssl_required'),
    passwordPolicy: fields.string('password_policy'),
    defaultSignatureAlgorithm: fields.string('default_signature_algorithm'),
    revokeRefreshToken: fields.boolean('revoke_refresh_token'),
    accessTokenLifespan: fields.seconds('access_token_lifespan'),
    ssoSessionIdleTimeout: fields.seconds('sso_session_idle_timeout'),
    ssoSessionMaxLifespan: fields.seconds('sso_session_max_lifespan'),
    offlineSessionIdleTimeout: fields.seconds('offline_session_idle_timeout'),
    offlineSessionMaxLifespan: fields.seconds('offline_session_max_lifespan'),
    offlineSessionMaxLifespanEnabled: fields.boolean('offline_session_max_lifespan_enabled'),
    attributes: fields.map('attributes'),
    ...fields.block('security_defenses', (defenses) => ({
      ...defenses.block('brute_force_detection', bruteForceDetection),
      browserSecurityHeaders: defenses.block('headers', headers),
    })),
  };
}

const bruteForceDetection = (fields: Fields): object => ({
  bruteForceProtected: true,
  permanentLockout: fields.boolean('permanent_lockout'),
  failureFactor: fields.number('max_login_failures'),
  waitIncrementSeconds: fields.number('wait_increment_seconds'),
  quickLoginCheckMilliSeconds: fields.number('quick_login_check_milli_seconds'),
  minimumQuickLoginWaitSeconds: fields.number('minimum_quick_login_wait_seconds'),
  maxFailureWaitSeconds: fields.number('max_failure_wait_seconds'),
  maxDeltaTimeSeconds: fields.number('failure_reset_time_seconds'),
});

const headers = (fields: Fields): object => ({
  contentSecurityPolicy: fields.string('content_security_policy'),
  strictTransportSecurity: fields.string('strict_transport_security'),
  xContentTypeOptions: fields.string('x_content_type_options'),
  xFrameOptions: fields.string('x_frame_options'),
  xRobotsTag: fields.string('x_robots_tag'),
  referrerPolicy: fields.string('referrer_policy'),
  xXSSProtection: fields.string('x_xss_protection') ?? '1; mode=block',
});

/** `keycloak_realm_events`. */
export const events = (fields: Fields): object => {
  fields.target('realm_id');
  return {
    eventsEnabled: fields.boolean('events_enabled'),
    eventsExpiration: fields.number('events_expiration'),
    eventsListeners: fields.strings('events_listeners'),
    adminEventsEnabled: fields.boolean('admin_events_enabled'),
    adminEventsDetailsEnabled: fields.boolean('admin_events_details_enabled'),
  };
};
