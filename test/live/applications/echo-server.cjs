// Answers every request with what arrived: an application that shows what the edge lets through. Asked to, it tells the
// edge to serve another place instead; a path that ends in /answers/401 is answered with that status.
const http = require('node:http');

http
  .createServer((request, response) => {
    const leadOn = new URL(request.url, 'http://echo').searchParams.get('lead-on');
    if (leadOn) response.setHeader('X-Accel-Redirect', leadOn);
    const [, status] = /\/answers\/([2-5]\d\d)$/.exec(request.url.replace(/\?.*/, '')) ?? [];
    if (status) response.statusCode = Number(status);
    if (status === '401') response.setHeader('WWW-Authenticate', 'Basic realm="of the application"');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
  })
  .listen(Number(process.argv[2]));
