import { IAspect, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { addressOf } from './state-blocks';
import { belongsTo, blocksOf, REALMS } from './terraform-blocks';

/**
 * What Keycloak gives to a user only when the user is created: membership of the default groups, and the required
 * actions, such as the second factor. The profile decides which attributes a user can have, and administration events
 * are stored from the time at which they are on.
 */
const BEFORE_USERS = [
  'keycloak_default_groups',
  'keycloak_required_action',
  'keycloak_realm_user_profile',
  'keycloak_realm_events',
];
const USER = 'keycloak_user';

/**
 * Lets Terraform create users after what decides what a new user gets. No reference of the program tells Terraform this
 * order, and the next plan does not show what a user lacks.
 */
export class UsersLast implements IAspect {
  constructor(
    private readonly realm: Construct,
    private readonly realmName: string,
  ) {}

  public visit(node: IConstruct): void {
    if (node !== this.realm) return; // all users at once
    const stack = TerraformStack.of(this.realm);
    const types = [...BEFORE_USERS, USER];
    const blocks = blocksOf(this.realm, (type) => types.includes(type) || REALMS.includes(type));
    const ofRealm = belongsTo(this.realmName, blocks);
    const addresses = new Set(blocks.filter(ofRealm).map(({ address }) => address));
    const resources = stack.node
      .findAll()
      .filter((each): each is TerraformResource => TerraformResource.isTerraformResource(each))
      .filter(({ terraformResourceType }) => types.includes(terraformResourceType))
      .filter((resource) => addresses.has(`${stack.node.path}#${addressOf(resource)}`));
    const users = resources.filter(({ terraformResourceType }) => terraformResourceType === USER);
    // A resource that the program itself puts after others could be put after a user.
    const before = resources.filter(
      ({ terraformResourceType, dependsOn }) => terraformResourceType !== USER && !dependsOn?.length,
    );
    for (const user of users) {
      const known = user.dependsOn ?? [];
      user.dependsOn = [...new Set([...known, ...before.map(addressOf)])];
    }
  }
}
