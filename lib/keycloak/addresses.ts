import { createHash } from 'node:crypto';
import { Aspects, IAspect, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { refuse } from '../errors';

/** Whose addresses do not begin with the path of their construct, by what they begin with instead. */
const ANCHORS = new WeakMap<TerraformStack, Map<string, Construct>>();

/** As cdktf itself would call an element: by the ids of every construct on the way. */
const PATH_IDS = new WeakMap<TerraformStack, (element: IConstruct) => string>();

/**
 * Makes the Terraform addresses of a realm, and of everything below it, from the name of the realm. cdktf makes them
 * from the ids of constructs: a rename in the program would be a new address, and Terraform destroys what stands at
 * the old one, since `prevent_destroy` goes with the resource that carries it (hashicorp/terraform#17599). The stack
 * allocates addresses when they are first asked for, so its own method is what has to know. `moved` blocks take a
 * state of before to the new addresses.
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
    return idOf(
      name,
      scopes.slice(scopes.indexOf(scope) + 1).map(({ node }) => node.id),
    );
  };
  return anchors;
}

/** Readable, a name for Terraform whatever it is made from, and never the same for two. */
function idOf(name: string, ids: readonly string[]): string {
  const parts = [name, ...ids.filter((id) => id !== 'Resource')];
  const readable = parts.map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_')).join('_');
  const digest = createHash('sha256')
    .update(JSON.stringify([name, ...ids]))
    .digest('hex')
    .slice(0, 8);
  return `${readable.replace(/^(?![A-Za-z_])/, '_').slice(0, 200)}_${digest}`;
}

/** What was made before addresses had the name of the realm stays, and is known by the new one. */
class MovedFromPath implements IAspect {
  constructor(private readonly stack: TerraformStack) {}

  public visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || node.hasResourceMove()) return;
    const before = PATH_IDS.get(this.stack)!(node);
    if (before !== node.friendlyUniqueId) node.moveFromId(`${node.terraformResourceType}.${before}`);
  }
}
