import { ModelApplication } from './sso-model';
import { locationsOf } from '../access/locations';

interface Indexed {
  readonly application: ModelApplication;
  readonly position: number;
}

/** The paths that hold a path, but for the root, which may hold other applications. */
function pathsAbove(path: string): string[] {
  const segments = path.split('/').slice(1, -1);
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
}

/**
 * The applications of a sign-on by id, host, path and cluster. A rule that compares applications finds here the few
 * that an added application can disagree with, so that the cost of adding one does not grow with their number.
 */
export class ApplicationIndex {
  private readonly first = new Map<string, Indexed>();
  private size = 0;

  /**
   * Adds applications that agree with each other and with those that are here.
   * @param applications an application as each kind of requester sees it
   */
  public add(applications: readonly ModelApplication[]): void {
    for (const application of applications) {
      const indexed = { application, position: this.size };
      this.size += 1;
      for (const key of this.keysOf(application)) if (!this.first.has(key)) this.first.set(key, indexed);
    }
  }

  /**
   * The applications, in the order in which they were added, that some others can disagree with: for each id, place,
   * path, host and cluster that they share, the first one. Those that share it agree with each other already.
   * @param applications the others
   */
  public near(applications: readonly ModelApplication[]): ModelApplication[] {
    const found = new Set<Indexed>();
    for (const application of applications) {
      for (const key of [...this.keysOf(application), ...this.keysOfOverlaps(application)]) {
        const indexed = this.first.get(key);
        if (indexed) found.add(indexed);
      }
    }
    return [...found].sort((a, b) => a.position - b.position).map(({ application }) => application);
  }

  private keysOf(application: ModelApplication): string[] {
    const { id, entrance, host, path, grants } = application;
    const clusters = Object.values(grants).flatMap((identities) => identities!.map(({ cluster }) => cluster));
    return [
      JSON.stringify(['id', id, entrance]),
      `host ${host}`,
      `served ${host}${path}`,
      ...pathsAbove(path).map((above) => `below ${host}${above}`),
      ...locationsOf(application).map((location) => `${location.match} ${host}${location.path}`),
      ...clusters.flatMap((cluster) => (cluster === undefined ? [] : [`cluster ${cluster.issuerUrl}`])),
    ];
  }

  private keysOfOverlaps({ host, path }: ModelApplication): string[] {
    return [`below ${host}${path}`, ...pathsAbove(path).map((above) => `served ${host}${above}`)];
  }
}
