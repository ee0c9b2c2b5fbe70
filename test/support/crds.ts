import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { goModule } from './tools';

export interface Kind {
  readonly group: string;
  readonly kind: string;
}

interface CustomResourceDefinition {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly storage: boolean; readonly schema: any }[];
  };
}

// The paths of the resource definitions in the Go module of each project (pinned in tools/crds).
const sources = [
  {
    groups: ['cert-manager.io', 'acme.cert-manager.io'],
    module: 'github.com/cert-manager/cert-manager',
    files: 'deploy/crds',
  },
  {
    groups: ['external-secrets.io', 'generators.external-secrets.io'],
    module: 'github.com/external-secrets/external-secrets',
    files: 'config/crds/bases',
  },
  { groups: ['gateway.networking.k8s.io'], module: 'sigs.k8s.io/gateway-api', files: 'config/crd/standard' },
  {
    groups: ['gateway.envoyproxy.io'],
    module: 'github.com/envoyproxy/gateway',
    files: 'charts/gateway-helm/charts/crds/crds/generated',
  },
  {
    groups: ['monitoring.coreos.com'],
    module: 'github.com/prometheus-operator/prometheus-operator',
    files: 'example/prometheus-operator-crd',
  },
  {
    groups: ['traefik.io'],
    module: 'github.com/traefik/traefik/v3',
    files: 'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml',
  },
];

/** Whether an API group consists of custom resources. */
export const isCustomGroup = (group: string) => sources.some(({ groups }) => groups.includes(group));

/** The published definitions of only these kinds. */
export async function definitionsOf(kinds: readonly Kind[]): Promise<CustomResourceDefinition[]> {
  const found: CustomResourceDefinition[] = [];
  for (const source of sources) {
    const wanted = kinds.filter(({ group }) => source.groups.includes(group));
    if (wanted.length === 0) continue;
    const place = path.join(await goModule('crds', source.module), source.files);
    for (const { group, kind } of wanted) {
      const definition = textsNaming(kind, place)
        .flatMap(documents)
        .find(
          ({ kind: type, spec }) =>
            type === 'CustomResourceDefinition' && spec.group === group && spec.names.kind === kind,
        );
      if (definition === undefined) throw new Error(`${source.module} defines no ${kind} in ${group}`);
      found.push(definition);
    }
  }
  return found;
}

// The files are large, so only files that contain the kind are parsed.
function textsNaming(kind: string, place: string): string[] {
  const files = statSync(place).isDirectory() ? readdirSync(place).map((name) => path.join(place, name)) : [place];
  return files
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.includes(`kind: ${kind}\n`));
}

const documents = (text: string) =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as CustomResourceDefinition | null)
    .filter((object) => object !== null);
