import { Image, imageOf, isOneOf } from './image';
import { isAtLeast, lineOf, lowestAdmitted, lowestFor, releaseOf } from './release';
import { Component, COMPONENTS, LOOKED_UP } from './table';
import { ENGINE, Use } from './uses';

export enum State {
  /** No advisory is known for what is used. */
  GOOD = 'good',
  /** An advisory is known for what is used, and a newer release is without one. */
  BELOW = 'below',
  /** There is no release without a known advisory. */
  UNMAINTAINED = 'unmaintained',
  /** The tag moves from release to release. */
  NOT_PINNED = 'not pinned',
  /** The version is not known, or the table cannot say anything about it. */
  NOT_JUDGED = 'not judged',
  /** The table does not have it. */
  UNKNOWN = 'not known to the table',
}

/** What is said about one thing that is used. */
export interface Finding {
  /** The id in the table; absent for what it does not have. */
  readonly component?: string;
  readonly name: string;
  /** The image, version or constraint; absent where the version is not known. */
  readonly used?: string;
  /** The file or option that says so. */
  readonly from: string;
  readonly state: State;
  /** The lowest release without a known advisory, in the line that is used. */
  readonly lowest?: string;
  readonly because: string;
  /** The advisories that releases below the lowest one have. */
  readonly advisories: readonly string[];
  /** Whether the result is incomplete without a version of this. */
  readonly incomplete?: boolean;
}

/** A version that the command line names. */
export interface GivenVersion {
  readonly component: Component;
  readonly version: string;
}

/** The finding for every use and every version that is given. */
export function judge(uses: readonly Use[], given: readonly GivenVersion[]): Finding[] {
  const isGiven = (component: Component) => given.some((each) => each.component === component);
  const fromOutput = uses.flatMap((use): Finding[] => {
    const finding = findingOf(use);
    // A version that is given says more than an output that knows none.
    const told =
      finding.state !== State.GOOD && finding.state !== State.BELOW && componentsOf(use).some((each) => isGiven(each));
    return told ? [] : [finding];
  });
  const known = new Set(fromOutput.filter(({ used }) => used !== undefined).map(({ component }) => component));
  return [
    ...fromOutput.filter(
      ({ component, used }) => used !== undefined || component === undefined || !known.has(component),
    ),
    ...given.map(({ component, version }) =>
      findingFor(component, { used: version, version, from: `--component ${component.id}` }),
    ),
  ];
}

/** The component of the table with this id. */
export const componentCalled = (id: string): Component | undefined => COMPONENTS.find((each) => each.id === id);

function componentsOf(use: Use): readonly Component[] {
  switch (use.kind) {
    case 'image':
      return COMPONENTS.filter(({ images }) => images && isOneOf(imageOf(use.image), images));
    case 'named':
      return COMPONENTS.filter(({ id }) => id === use.name.toLowerCase());
    case 'constraint':
    case 'locked':
      return COMPONENTS.filter(({ id }) => (idsOfDemand[use.of] ?? []).includes(id));
  }
}

/** The components that a demand of a Terraform stack can mean. */
const idsOfDemand: Readonly<Record<string, readonly string[]>> = {
  'keycloak/keycloak': ['keycloak-provider'],
  [ENGINE]: ['opentofu', 'terraform'],
};

function findingOf(use: Use): Finding {
  const components = componentsOf(use);
  const [component] = components;
  if (component === undefined) {
    const name = { image: 'image', constraint: 'of', locked: 'of', named: 'name' }[use.kind];
    return {
      name: (use as any)[name],
      used: use.kind === 'named' ? undefined : usedOf(use),
      from: use.from,
      state: State.UNKNOWN,
      because: 'look for its advisories yourself',
      advisories: [],
    };
  }
  switch (use.kind) {
    case 'image':
      return findingOfImage(component, imageOf(use.image), use);
    case 'named':
      return findingFor(component, { from: use.from });
    case 'locked':
      return findingFor(component, { used: use.version, version: use.version, from: use.from });
    case 'constraint':
      return findingOfConstraint(components, use);
  }
}

const usedOf = (use: Exclude<Use, { kind: 'named' }>): string =>
  use.kind === 'image' ? use.image : use.kind === 'locked' ? use.version : use.constraint;

function findingOfImage(component: Component, { tag, digest }: Image, use: { image: string; from: string }): Finding {
  const version = tag !== undefined && isReadable(component, tag) ? tag : undefined;
  if (version !== undefined) return findingFor(component, { used: use.image, version, from: use.from });
  return {
    ...commonOf(component),
    used: use.image,
    from: use.from,
    incomplete: true,
    ...(digest === undefined
      ? {
          state: State.NOT_PINNED,
          because:
            tag === undefined ? 'the image has no tag' : `the tag ${tag} moves from release to release: name a release`,
        }
      : {
          state: State.NOT_JUDGED,
          because: `the digest does not say the release: give --component ${component.id}=VERSION`,
        }),
  };
}

/** The engine and the provider, as far as the lowest release that the program admits tells. */
function findingOfConstraint(components: readonly Component[], use: { constraint: string; from: string }): Finding {
  const common = { used: use.constraint || 'any release', from: use.from };
  const admitted = lowestAdmitted(use.constraint);
  if (components.length === 1 && admitted !== undefined) {
    const atLowest = findingFor(components[0]!, { ...common, version: admitted });
    if (atLowest.state === State.GOOD) return atLowest;
  }
  const options = components.map(({ id }) => `--component ${id}=VERSION`);
  return {
    ...commonOf(components[0]!),
    ...(components.length > 1 ? { component: undefined, lowest: undefined, advisories: [] } : {}),
    name: components.map(({ name }) => name).join(' or '),
    ...common,
    state: State.NOT_JUDGED,
    because: `this is what the program demands: give ${options.join(' or ')}`,
  };
}

interface Version {
  readonly used?: string;
  readonly version?: string;
  readonly from: string;
}

const commonOf = (component: Component) => ({
  component: component.id,
  name: component.name,
  lowest: component.lowest?.at(-1),
  advisories: component.advisories,
});

/** The finding for a version that can be read, or for none. */
function findingFor(component: Component, { used, version, from }: Version): Finding {
  const common = { ...commonOf(component), used, from };
  if (component.notFollowed) return { ...common, state: State.NOT_JUDGED, because: component.notFollowed };
  if (component.unmaintained) return { ...common, ...unmaintained(component, version) };
  if (version === undefined) {
    return {
      ...common,
      state: State.NOT_JUDGED,
      because: `the program does not know its version: give --component ${component.id}=VERSION`,
    };
  }
  if (component.lowest === undefined) {
    return { ...common, state: State.GOOD, because: `no advisory was known on ${LOOKED_UP}` };
  }
  const release = releaseOf(version, component.numbers)!;
  const lowest = lowestFor(release, component.lowest);
  const { onlyIn = {} } = component;
  const advisories = component.advisories.filter((id) => onlyIn[id]?.includes(lineOf(release)) ?? true);
  return isAtLeast(release, component.lowest)
    ? { ...common, lowest, advisories, state: State.GOOD, because: `no advisory was known on ${LOOKED_UP}` }
    : { ...common, lowest, advisories, state: State.BELOW, because: `fixed in ${lowest}: ${advisories.join(', ')}` };
}

function unmaintained({ unmaintained: end }: Component, version?: string): Pick<Finding, 'state' | 'because'> {
  const build = version === undefined ? undefined : end!.builds.find((each) => each.version.test(version));
  if (build) {
    return { state: State.NOT_JUDGED, because: `a build of ${build.name}: read its release notes, ${build.url}` };
  }
  const builds = end!.builds.map(({ name }) => name).join(', ');
  return { state: State.UNMAINTAINED, because: `${end!.because}; maintained builds: ${builds}` };
}

/** Whether a version names one release of a component. Builds of others have versions of their own. */
export const isReadable = (component: Component, version: string): boolean =>
  releaseOf(version, component.numbers) !== undefined ||
  (component.unmaintained?.builds.some((build) => build.version.test(version)) ?? false);
