import { createHash } from 'node:crypto';
import { Aspects, IAspect, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { StateBlocks } from './state-blocks';
import { refuse } from '../errors';

/** The property of a construct that holds the ids from which the library makes its Terraform address. */
const ADDRESS_IDS = Symbol('ids of a Terraform address');

/**
 * Makes the Terraform addresses of a construct, and of everything below it, from these ids below the realm, instead of
 * from its path. So a construct that a program creates with `new` has the same address as one that a method of the
 * realm creates, and another id of the construct does not change the address.
 */
export function addressFrom(construct: Construct, ids: readonly string[]): void {
  Object.defineProperty(construct, ADDRESS_IDS, { value: ids });
}

/** The ids that `addressFrom()` gave to a construct. */
export const addressIdsOf = (construct: IConstruct): readonly string[] | undefined =>
  (construct as { readonly [ADDRESS_IDS]?: readonly string[] })[ADDRESS_IDS];

/** Realms by their name, whose Terraform addresses begin with it instead of the path of the construct. */
const ANCHORS = new WeakMap<TerraformStack, Map<string, Construct>>();

/** The logical id that cdktf gives to an element: from the ids of all constructs on the path. */
const PATH_IDS = new WeakMap<TerraformStack, (element: IConstruct) => string>();

/**
 * Makes the Terraform addresses of a realm, and of everything below it, from the name of the realm. cdktf makes them
 * from the ids of constructs: a rename in the program would be a new address, and Terraform would destroy the resource
 * at the old address, because `prevent_destroy` is removed together with it (hashicorp/terraform#17599). The stack
 * allocates an address when it is first used, so this replaces the method of the stack. `moved` blocks change the
 * addresses of an older state.
 */
export function addressByName(stack: TerraformStack, scope: Construct, name: string): void {
  const anchors = ANCHORS.get(stack) ?? anchorsOf(stack);
  const other = anchors.get(name);
  if (other !== undefined) {
    refuse({
      path: scope.node.path,
      got: name,
      allowed: 'a stack for each realm of a name',
      what:
        `${other.node.path} is a realm of the same name in the same stack, and Terraform's addresses are made ` +
        'from it',
      fix: "use one construct for both, or write new TerraformStack(terraform, 'identity-2') for one of them",
    });
  }
  anchors.set(name, scope);
  StateBlocks.of(stack);
  Aspects.of(scope).add(new MovedFromPath(stack));
}

function anchorsOf(stack: TerraformStack): Map<string, Construct> {
  const anchors = new Map<string, Construct>();
  const allocating = stack as unknown as { allocateLogicalId(element: IConstruct): string };
  const byPath = allocating.allocateLogicalId.bind(stack);
  ANCHORS.set(stack, anchors);
  PATH_IDS.set(stack, byPath);
  allocating.allocateLogicalId = (element) => {
    const scopes = element.node.scopes;
    const [name, scope] = [...anchors].find(([, anchor]) => scopes.includes(anchor)) ?? [];
    if (name === undefined || scope === undefined) return byPath(element);
    return idOf(name, idsBelow(scopes.slice(scopes.indexOf(scope) + 1)));
  };
  return anchors;
}

/** The ids of an element below its realm. */
function idsBelow(scopes: readonly IConstruct[]): string[] {
  return scopes.reduce<string[]>((ids, scope) => [...(addressIdsOf(scope) ?? [...ids, scope.node.id])], []);
}

/** A readable name that Terraform accepts. The digest makes it unique. */
export function idOf(name: string, ids: readonly string[]): string {
  const parts = [name, ...ids.filter((id) => id !== 'Resource')];
  const readable = parts.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_')).join('_');
  const digest = createHash('sha256')
    .update(JSON.stringify([name, ...ids]))
    .digest('hex')
    .slice(0, 8);
  return `${readable.replace(/^(?![A-Za-z_])/, '_').slice(0, 200)}_${digest}`;
}

/** Moves resources of an older state, whose address was made from the path of the construct. */
class MovedFromPath implements IAspect {
  constructor(private readonly stack: TerraformStack) {}

  public visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || node.hasResourceMove()) return;
    const before = PATH_IDS.get(this.stack)!(node);
    if (before === node.friendlyUniqueId) return;
    StateBlocks.of(this.stack).move(node, `${node.terraformResourceType}.${before}`);
  }
}
