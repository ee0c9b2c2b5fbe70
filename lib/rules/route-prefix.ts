import { Rule } from './rule';

export const routePrefix: Rule = {
  id: 'route-prefix',
  title: 'An application is started with the route prefix that it is served at.',
  check: ({ path, applications }) =>
    applications
      .filter((application) => application.routePrefix !== undefined && application.routePrefix !== application.path)
      .map((application) => ({
        path,
        what: `${application.id} is served at another path than it is started with`,
        got: application.path,
        allowed: application.routePrefix!,
        fix: `protect it at ${application.routePrefix}, or start it with --web.route-prefix=${application.path}`,
      })),
};
