import path from 'node:path';
import { runFolder } from '../places';
import type { Area } from './check';
import { providerPrograms } from './needs';
import { sameRealm } from './same-realm';
import { second } from '../programs/further';

/** Compares the resources that a program adds to an existing realm by the Keycloak provider and by an import. */
export const imports: Area = {
  name: 'imports',
  needs: ['keycloak', ...providerPrograms],
  checks: [
    {
      title: 'a realm file translated from the stack of the second sign-on adds the same to a realm as the provider',
      run: async ({ stack }) => {
        const realm = 'added-to';
        await stack.importQuickstart(realm);
        const file = await stack.importRealm(
          path.join(runFolder, second.name, 'cdktf.out'),
          second.clientSecretVariables,
          realm,
        );
        // The realm of the provider now also contains people and other clients.
        return sameRealm(stack.admin, stack.adminOf(realm), file, { whole: false });
      },
    },
  ],
};
