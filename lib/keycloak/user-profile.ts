import { Construct } from 'constructs';
import type { RealmRegistry } from './realm-registry';
import { RealmUserProfile } from '../provider-keycloak/realm-user-profile';

interface Validator {
  readonly name: string;
  readonly config?: { readonly [key: string]: string };
}

/** Who may edit an attribute. */
type Editors = 'people' | 'administrators';

const attribute = (
  name: string,
  options: { editors: Editors; required?: boolean; validator: readonly Validator[] },
) => ({
  name,
  displayName: `$\${${name}}`, // a message of Keycloak, escaped for Terraform
  multiValued: false,
  requiredForRoles: options.required ? ['user'] : undefined,
  permissions: { view: ['admin', 'user'], edit: options.editors === 'people' ? ['admin', 'user'] : ['admin'] },
  validator: [...options.validator],
});

const maximumLength: Validator = { name: 'length', config: { max: '255' } };
const personName: Validator = { name: 'person-name-prohibited-characters' };

/**
 * The attributes of people, and what people may change. The proxy and Keycloak identify people by their e-mail address:
 * only administrators may change it.
 */
export function userProfile(scope: Construct, registry: RealmRegistry): void {
  new RealmUserProfile(scope, 'UserProfile', {
    ...registry.place,
    attribute: [
      attribute('username', {
        editors: 'people',
        validator: [
          { name: 'length', config: { min: '3', max: '255' } },
          { name: 'username-prohibited-characters' },
          { name: 'up-username-not-idn-homograph' },
        ],
      }),
      attribute('email', {
        editors: 'administrators',
        required: true,
        validator: [{ name: 'email' }, maximumLength],
      }),
      attribute('firstName', { editors: 'people', required: true, validator: [maximumLength, personName] }),
      attribute('lastName', { editors: 'people', required: true, validator: [maximumLength, personName] }),
    ],
  });
}
