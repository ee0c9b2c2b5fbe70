/** Two sign-ons of one program. `lib/protection` finds them. */
export const HOSTS_OF_ONE_SIGN_ON = {
  id: 'hosts-of-one-sign-on',
  title: 'Each host of a chart is served by one sign-on: which of two answers would be left to the edge.',
};
