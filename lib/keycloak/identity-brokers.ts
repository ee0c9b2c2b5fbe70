import type { RealmRegistry } from './realm-registry';
import { belongsTo, blocksOf, REALMS } from './terraform-blocks';
import { Problem } from '../errors';

/** A Kubernetes cluster authenticates clients, and no people sign in by it. */
const isBroker = (type: string): boolean => /^keycloak_(?!kubernetes_).*identity_provider$/.test(type);

/**
 * The problems of identity brokers. A broker decides who can sign in, and which user names and e-mail addresses people
 * have. Brokers of every stack of the program count. Brokers that are made elsewhere are not seen.
 * @param registry the realm
 * @param grantsEveryone whether something may be granted to everyone signed in
 * @param peopleByNameAlone user names that something is granted to and that the program does not create
 */
export function brokerProblems(
  registry: RealmRegistry,
  grantsEveryone: boolean,
  peopleByNameAlone: readonly string[],
): Problem[] {
  const { realm, realmName } = registry;
  const { path } = realm.node;
  const blocks = blocksOf(realm, (type) => isBroker(type) || REALMS.includes(type));
  const ofRealm = belongsTo(realmName, blocks);
  const brokers = blocks.filter((block) => isBroker(block.type) && ofRealm(block));
  const problems = brokers
    .filter(({ values }) => values.trust_email === true && values.sync_mode !== 'IMPORT')
    .map((broker): Problem => ({
      path: broker.path,
      what: 'the identity broker may change e-mail addresses at each sign-in, and they count as verified',
      got: { trustEmail: true, syncMode: broker.values.sync_mode },
      allowed: 'trustEmail false, or syncMode IMPORT',
      fix: 'set trustEmail to false',
    }));
  if (grantsEveryone && brokers.length > 0) {
    problems.push({
      path,
      what: 'everyone signed in is granted something, and an identity broker decides who that is',
      got: brokers.map((broker) => broker.path),
      allowed: 'everyoneSignedIn() without brokers in the program',
      fix: 'grant a group',
    });
  }
  const [stranger] = peopleByNameAlone;
  if (stranger !== undefined && brokers.length > 0) {
    problems.push({
      path,
      what:
        'a person is known by the user name alone, and people who sign in by an identity broker choose theirs: ' +
        `when ${stranger} has left, a stranger of that name would have the rights`,
      got: peopleByNameAlone,
      allowed: 'person() for users that the program creates, or without brokers in the program',
      fix:
        `create the user: addUser('${stranger}', { email: '…' }); or grant a group that an administrator puts ` +
        'people into',
    });
  }
  return problems;
}
