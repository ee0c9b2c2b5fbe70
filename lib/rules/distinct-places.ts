import { locationsOf } from '../access/locations';
import { Problem } from '../errors';
import { ModelApplication } from '../model';
import { Rule } from './rule';

export const distinctPlaces: Rule = {
  id: 'distinct-places',
  title: 'No two routes claim the same place, and no application swallows a route of another or of the proxy.',
  check: ({ path, host, applications }) => {
    const problems: Problem[] = [];
    const byId = new Set<string>();
    const byPlace = new Map<string, ModelApplication>();
    for (const application of applications) {
      const id = JSON.stringify([application.id, application.entrance]);
      if (byId.has(id)) {
        problems.push({
          path,
          what: 'two applications have the same id',
          got: application.id,
          allowed: 'one application for each id',
          fix: 'give protect() an id',
        });
      }
      byId.add(id);
      const hiding = locationsOf(application).find(
        (location) => application.host === host && within(location.path, '/oauth2'),
      );
      if (hiding) {
        problems.push({
          path,
          what: `${application.id} is served where the proxy's own endpoints are`,
          got: hiding.path,
          allowed: 'paths other than /oauth2',
          fix: 'choose another path',
        });
      }
      const declared = new Set<string>();
      for (const route of application.routes) {
        for (const method of route.methods ?? ['every method']) {
          const place = `${route.match ?? 'prefix'} ${route.path} ${method}`;
          if (declared.has(place)) {
            problems.push({
              path,
              what: `${application.id} declares a route twice`,
              got: place,
              allowed: 'one purpose for each place and method',
              fix: 'remove one of the two',
            });
          }
          declared.add(place);
        }
      }
      for (const location of locationsOf(application)) {
        const place = `${location.match} ${application.host}${location.path}`;
        const other = byPlace.get(place);
        if (other && other !== application) {
          problems.push({
            path,
            what: `${other.id} and ${application.id} both claim ${application.host}${location.path}`,
            got: application.path,
            allowed: 'one application for each place',
            fix: 'choose another path or host',
          });
        }
        byPlace.set(place, application);
      }
    }
    for (const [index, application] of applications.entries()) {
      const swallowed = applications
        .slice(0, index)
        .find(
          (other) =>
            other.host === application.host &&
            other.path !== application.path &&
            other.path !== '/' &&
            application.path !== '/' &&
            (within(other.path, application.path) || within(application.path, other.path)),
        );
      if (swallowed) {
        problems.push({
          path,
          what:
            `${swallowed.id} and ${application.id} overlap: ${swallowed.path} and ${application.path} ` +
            `on ${application.host}`,
          got: application.path,
          allowed: 'paths that do not lie within each other',
          fix: 'choose a path that is not below the other',
        });
      }
    }
    return problems;
  },
};

const within = (path: string, outer: string) => path === outer || path.startsWith(`${outer}/`);
