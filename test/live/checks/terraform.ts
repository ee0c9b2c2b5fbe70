import { type Area, expect, expectEqual } from './check';
import { providerPrograms } from './needs';
import { sameRealm } from './same-realm';

/** OpenTofu and the real provider against the real Keycloak. */
export const terraform: Area = {
  name: 'terraform',
  needs: ['keycloak', ...providerPrograms],
  checks: [
    {
      title: 'the synthesized stack is initialized, planned and applied',
      run: async ({ stack: { terraform: { tofu } } }) => {
        for (const args of [['init', '-input=false'], ['plan', '-input=false', '-out=plan'], ['apply', '-input=false', 'plan']]) {
          const { status, stdout, stderr } = await tofu(...args);
          expect(status === 0, `tofu ${args[0]}: ${stdout.slice(-1500)}${stderr}`);
          if (args[0] === 'apply') return /Apply complete![^\n]*/.exec(stdout)?.[0];
        }
        return undefined;
      },
    },
    {
      title: 'a second plan is empty',
      run: async ({ stack: { terraform: { tofu } } }) => {
        const { status, stdout, stderr } = await tofu('plan', '-input=false', '-detailed-exitcode', '-out=second');
        expectEqual(status, 0, `exit code of the second plan (${(stdout + stderr).slice(-1500)})`);
      },
    },
    {
      title: 'a realm file translated from the same stack makes the same realm, so that what is tried on it elsewhere says the same',
      run: async ({ stack }) => {
        const file = await stack.importQuickstart('imported');
        return sameRealm(stack.admin, stack.adminOf('imported'), file);
      },
    },
    {
      title: 'neither plan nor state holds the client secret',
      run: async ({ stack: { terraform: { tofu }, secrets } }) => {
        for (const args of [['show', '-json', 'plan'], ['show', '-json', 'second'], ['state', 'pull']]) {
          const { status, stdout, stderr } = await tofu(...args);
          expectEqual(status, 0, `tofu ${args.join(' ')}: ${stderr}`);
          expect(stdout.length > 1000 && stdout.includes('keycloak_openid_client'), `tofu ${args.join(' ')} shows no client`);
          expect(!stdout.includes(secrets['client-secret']), `the secret stands in the output of tofu ${args.join(' ')}`);
        }
      },
    },
  ],
};
