import { COMMAND_LINES } from './packages';
import { hasTerraform } from './program';
import { Answers } from './questions';

const commandLine = (name: keyof typeof COMMAND_LINES): string => `npx -p ${name}@${COMMAND_LINES[name]}`;

const synthesizers = (terraform: boolean): string => {
  const kubernetes = `\`${commandLine('cdk8s-cli')} cdk8s synth\``;
  return terraform ? `${kubernetes} and \`${commandLine('cdktf-cli')} cdktf synth\` do` : `${kubernetes} does`;
};

/** `README.md`: what is in the folder, and what comes next. */
export function readme(answers: Answers): string {
  const terraform = hasTerraform(answers);
  const steps = [...(terraform ? [secretSteps, keycloakStep] : [registrationStep]), ...commonSteps].map((step) =>
    step(answers),
  );
  return `# Single sign-on for monitoring

The program in \`program.ts\` describes who may do what at https://${answers.host}. It was written by
\`cdk8s-monitoring-sso init\`, and is yours: change it.

\`\`\`sh
npm install
npx tsc            # checks the types
npm test           # checks the access table
npx tsx main.ts    # synthesizes
\`\`\`

| file | content |
|---|---|
| \`program.ts\` | the sign-on, the applications, and who may do what |
| \`main.ts\` | synthesizes the program |
| \`access.test.ts\` | the access table as it is meant to be |
| \`dist/\` | manifests for \`kubectl apply\` |
${terraform ? '| `cdktf.out/stacks/identity/` | Terraform JSON for `tofu` or `terraform` |\n' : ''}\
| \`report/access.md\` | who may do what, by which route |
| \`report/values/\` | values for the charts of the applications and of the edge |

${synthesizers(terraform)} the same as \`npx tsx main.ts\`.

## Next steps

${steps.map((step, index) => `${index + 1}. ${step.trim().replace(/\n(?=.)/g, '\n   ')}`).join('\n\n')}

People sign out at https://${answers.host}/oauth2/sign_out. If something does not work:
\`node_modules/cdk8s-monitoring-sso/docs/troubleshooting.md\`.
`;
}

const secret = (namespace: string, clientSecret: string) => `\
kubectl -n ${namespace} create secret generic monitoring-sso --from-env-file=<(printf '%s\\n' \\
  "client-secret=${clientSecret}" \\
  "cookie-secret=$(openssl rand -hex 16)" "redis-password=$(openssl rand -hex 32)")`;

const secretSteps = ({ namespace }: Answers) => `\
Create the namespace and the secrets (bash or zsh):

\`\`\`bash
kubectl create namespace ${namespace}
export TF_VAR_monitoring_sso_client_secret="$(openssl rand -hex 32)"
${secret(namespace!, '$TF_VAR_monitoring_sso_client_secret')}
\`\`\`
`;

const keycloakStep = ({ identityProvider, readers, operators }: Answers) => `\
Apply the part in Keycloak. The provider takes its credentials from the environment (\`KEYCLOAK_CLIENT_ID\`,
\`KEYCLOAK_CLIENT_SECRET\`):

\`\`\`sh
tofu -chdir=cdktf.out/stacks/identity init && tofu -chdir=cdktf.out/stacks/identity apply
\`\`\`

${
  identityProvider === 'keycloak'
    ? `Then add people to the groups \`${readers}\` and \`${operators}\` in Keycloak, with verified e-mail addresses.`
    : `The plan fails if the realm lacks the groups \`${readers}\` and \`${operators}\`, or has other lifetimes than the
program says: then correct \`program.ts\`.`
}
`;

const registrationStep = ({ host, namespace, clientId, readers, operators }: Answers) => `\
Register a confidential client \`${clientId}\` at the issuer, with the authorization code flow and the redirect
address \`https://${host}/oauth2/callback\`.
Let the issuer put groups into the claim \`groups\` of the ID token: the program grants \`${readers}\` and
\`${operators}\`. Then create the namespace and the secrets (bash or zsh):

\`\`\`bash
kubectl create namespace ${namespace}
read -rs CLIENT_SECRET    # the secret of the client
${secret(namespace!, '$CLIENT_SECRET')}
\`\`\`
`;

const valuesOf = ({ edge }: Answers) => (edge === 'ingress-nginx' ? 'ingress-nginx' : 'traefik');

const aboutEdge = ({ edge }: Answers) =>
  edge === 'ingress-nginx'
    ? 'The project has ended\nupstream: use a maintained build.'
    : 'It has to be Traefik\n3.7.13 or newer.';

const commonSteps: ((answers: Answers) => string)[] = [
  ({ namespace }) => `\
Configure the applications:

\`\`\`sh
helm upgrade --install kube-prometheus-stack prometheus-community/kube-prometheus-stack -n ${namespace} \\
  -f report/values/kube-prometheus-stack.yaml
\`\`\`

\`report/callers.md\` names other programs that need the new paths.
`,
  (answers) => `\
Give \`report/values/${valuesOf(answers)}.yaml\` to the chart of the edge. ${aboutEdge(answers)}
`,
  () => 'Apply the manifests: `kubectl apply -f dist/`.\n',
  ({ host }) => `\
Verify the deployment, and the versions in use:

\`\`\`sh
npx cdk8s-monitoring-sso verify https://${host} --access report/access.json
npx cdk8s-monitoring-sso versions --check
\`\`\`
`,
];
