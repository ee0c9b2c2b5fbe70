import { Construct } from 'constructs';
import { CARRYING, HANDING_OUT } from './handing-out';
import { Carrier, Handout, Handouts } from './handouts';
import { belongsTo, Found, REALMS, rendered, search } from './terraform-blocks';
import { CheckRun } from '../access/check-run';

/** The types of blocks that matter for how people get groups and roles. */
const RELEVANT = new Set([
  ...Object.keys(HANDING_OUT),
  ...CARRYING,
  ...REALMS,
  'data.keycloak_group',
  'data.keycloak_role',
]);

/**
 * The number of constructs that a check of a growing program may visit, on average. A program with fewer constructs is
 * searched for each check, and a larger one so often that the work stays proportional to the number of checks.
 */
const VISITS = 500;

/** A search of the program that a realm belongs to. */
interface Result {
  /** Undefined if no block can give groups or roles to people. */
  readonly handouts: Handouts | undefined;
  /** The number of constructs of the program. */
  readonly constructs: number;
}

/** Finds out how people get groups and roles of a realm without an administrator. Searches as rarely as it can. */
export class HandoutSearch {
  private result?: Result;
  private run?: CheckRun;
  /** Visits that checks have not used. */
  private saved = 0;
  private count = 0;

  constructor(
    private readonly realm: Construct,
    private readonly realmName: string,
  ) {}

  /** The number of searches, for tests. */
  public get searches(): number {
    return this.count;
  }

  /**
   * How people get a group or a role.
   * @param granted the group or role
   * @param accepted whether mappers of brokers and directories may give the group or role of an address to people
   */
  public of(granted: Carrier, accepted: (address: string) => boolean): Handout | undefined {
    const run = CheckRun.current;
    if (run?.program !== 'growing') return this.exact(run).handouts?.of(granted, accepted);
    const found = this.earlier().handouts?.of(granted, accepted);
    // What the earlier search found may be gone.
    return found && this.again(run).handouts?.of(granted, accepted);
  }

  private exact(run: CheckRun | undefined): Result {
    return run !== undefined && this.run === run && this.result !== undefined ? this.result : this.again(run);
  }

  private earlier(): Result {
    this.saved += VISITS;
    const { result } = this;
    return result === undefined || this.saved >= result.constructs ? this.again(undefined) : result;
  }

  private again(run: CheckRun | undefined): Result {
    const { found, constructs } = search(this.realm);
    this.count += 1;
    this.saved = 0;
    this.run = run;
    // Most programs give nothing to people in this way.
    this.result = { handouts: found.some(mayHandOut) ? this.handouts(found) : undefined, constructs };
    return this.result;
  }

  private handouts(found: readonly Found[]): Handouts {
    const all = found.filter(({ type }) => RELEVANT.has(type)).map(rendered);
    const ofRealm = belongsTo(this.realmName, all);
    return new Handouts(
      all.filter((block) => !REALMS.includes(block.type) && ofRealm(block)),
      this.realmName,
    );
  }
}

/** Whether a block can give something to people. A role does so only if its name is that of the default roles. */
const mayHandOut = ({ type, values }: Found): boolean =>
  type in HANDING_OUT &&
  (type !== 'keycloak_role' || /default-roles-|\$\{/.test(String((values() as { name?: unknown }).name)));
