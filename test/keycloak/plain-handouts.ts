import { CARRYING, HANDING_OUT, list, mayBeAccepted } from '../../lib/keycloak/handing-out';
import { Carrier, Handout } from '../../lib/keycloak/handouts';
import { Block } from '../../lib/keycloak/terraform-blocks';

/**
 * The answer of `Handouts` without an index: it looks through all blocks for each group and role on the way. The tests
 * compare the index with it.
 */
export function plainHandout(
  blocks: readonly Block[],
  realm: string,
  granted: Carrier,
  accepted: (address: string) => boolean,
): Handout | undefined {
  const carriers: Carrier[] = [granted];
  for (const carrier of carriers) {
    for (const next of [...sameAs(carrier, blocks), ...(granted.kind === 'role' ? carriersOf(carrier, blocks) : [])]) {
      if (!carriers.some(({ address }) => address === next.address)) carriers.push(next);
    }
  }
  for (const block of blocks) {
    const means = HANDING_OUT[block.type];
    if (means === undefined || (granted.kind === 'group' && CARRYING.includes(block.type))) continue;
    const named = means.named(block.values, realm);
    const given = carriers
      .filter((carrier) => named.some((value) => names(value, carrier)))
      .filter(({ address }) => !(mayBeAccepted(means) && (accepted(address) || accepted(granted.address))));
    if (given.length > 0) return { path: `${block.path} (${block.type})`, how: means.how };
  }
  return undefined;
}

const refersTo = (value: unknown, { address }: Carrier) =>
  list(value).some((item) => `${String(item)}.`.includes(`${address}.`));

function sameAs({ kind, name, clientId }: Carrier, blocks: readonly Block[]): Carrier[] {
  const isSame = ({ values }: Block) =>
    kind === 'group'
      ? (values.group_path ?? `/${values.name}`) === name
      : values.name === name && (values.client_id === undefined) === (clientId === undefined);
  return blocks
    .filter((block) => block.type === `data.keycloak_${kind}` && isSame(block))
    .map(({ address }) => ({ kind, name, clientId, address }));
}

function carriersOf(carrier: Carrier, blocks: readonly Block[]): Carrier[] {
  return blocks.flatMap(({ type, values, address }): Carrier[] => {
    if (carrier.kind === 'group') {
      const isBelow = type === 'keycloak_group' && refersTo(values.parent_id, carrier);
      return isBelow ? [{ kind: 'group', name: pathOf({ values }, blocks), address }] : [];
    }
    if (type === 'keycloak_role' && refersTo(values.composite_roles, carrier)) {
      return [{ kind: 'role', name: plain(values.name), clientId: values.client_id, address }];
    }
    if (type === 'keycloak_group_roles' && refersTo(values.role_ids, carrier)) {
      const group = /^\$\{(.+)\.id\}$/.exec(String(values.group_id))?.[1] ?? String(values.group_id);
      const known = blocks.find((block) => block.address === group);
      return [{ kind: 'group', name: known && pathOf(known, blocks), address: group }];
    }
    return [];
  });
}

const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && !value.includes('${') ? value : undefined;

function pathOf({ values }: Pick<Block, 'values'>, blocks: readonly Block[]): string | undefined {
  if (values.group_path !== undefined) return plain(values.group_path);
  const name = plain(values.name);
  if (name === undefined || values.parent_id === undefined) return name && `/${name}`;
  const parent = blocks.find(({ address }) => `${String(values.parent_id)}.`.includes(`${address}.`));
  const above = parent && pathOf(parent, blocks);
  return above && `${above}/${name}`;
}

function names(value: any, carrier: Carrier): boolean {
  const { kind, name, clientId } = carrier;
  if (value?.groupsBelow !== undefined) {
    const below = String(value.groupsBelow).replace(/\/$/, '');
    return kind === 'group' && (name === undefined || below.includes('${') || `${name}/`.startsWith(`${below}/`));
  }
  if (value?.ofClients !== undefined) return kind === 'role' && value.ofClients === (clientId !== undefined);
  if (refersTo(value, carrier)) return true;
  if (name === undefined) return false;
  if (kind === 'group') return value === name || value === name.slice(1);
  if (clientId === undefined) return value === name;
  const [client, text] = [plain(clientId), String(value)];
  return ['.', '/'].some((sign) =>
    client === undefined ? text.endsWith(`${sign}${name}`) : text === `${client}${sign}${name}`,
  );
}
