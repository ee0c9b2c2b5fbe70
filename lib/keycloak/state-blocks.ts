import { TerraformElement, TerraformResource, TerraformStack } from 'cdktf';

const ID = 'StateBlocks';

/** The Terraform address of a resource. */
export const addressOf = (resource: TerraformResource) =>
  `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

const hcl = (value: string, storageClassType: 'reference' | 'string') => ({
  value,
  isBlock: false,
  type: 'simple',
  storageClassType,
});

/**
 * The `moved`, `import` and `removed` blocks of a stack. cdktf has methods for the first two (`moveFromId`,
 * `importFrom`), but with them it runs `terraform version` at each synthesis, and fails where that program is not
 * installed. The stack requires a version of Terraform or OpenTofu that supports these blocks.
 */
export class StateBlocks extends TerraformElement {
  /** The blocks of a stack, which are created at the first call. */
  public static of(stack: TerraformStack): StateBlocks {
    return (stack.node.tryFindChild(ID) as StateBlocks | undefined) ?? new StateBlocks(stack, ID);
  }

  private readonly moved = new Map<TerraformResource, string>();
  private readonly imported = new Map<TerraformResource, string>();
  private readonly forgotten: string[] = [];

  /** What Terraform knows by the address `from` is known by the address of the resource from now on. */
  public move(resource: TerraformResource, from: string): void {
    this.moved.set(resource, from);
  }

  /** What the provider finds by this id is the resource, instead of a new one. */
  public import(resource: TerraformResource, id: string): void {
    this.imported.set(resource, id);
  }

  /** Terraform removes this address from its state, and destroys nothing. */
  public forget(address: string): void {
    this.forgotten.push(address);
  }

  public override toTerraform(): any {
    return {
      moved: this.blocks(this.moved, (resource, from) => ({ to: addressOf(resource), from })),
      import: this.blocks(this.imported, (resource, id) => ({ to: addressOf(resource), id })),
      removed: this.removed((from) => ({ from, lifecycle: { destroy: false } })),
    };
  }

  public override toHclTerraform(): any {
    const to = (resource: TerraformResource) => hcl(addressOf(resource), 'reference');
    return {
      moved: this.blocks(this.moved, (resource, from) => ({ to: to(resource), from: hcl(from, 'reference') })),
      import: this.blocks(this.imported, (resource, id) => ({ to: to(resource), id: hcl(id, 'string') })),
      removed: this.removed((from) => ({
        from: hcl(from, 'reference'),
        lifecycle: { value: { destroy: false }, isBlock: true, type: 'struct', storageClassType: 'struct' },
      })),
    };
  }

  private removed<T>(block: (from: string) => T): T[] | undefined {
    return this.forgotten.length === 0 ? undefined : this.forgotten.map(block);
  }

  private blocks<T>(from: Map<TerraformResource, string>, block: (resource: TerraformResource, value: string) => T) {
    return from.size === 0 ? undefined : [...from].map(([resource, value]) => block(resource, value));
  }
}
