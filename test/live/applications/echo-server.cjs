// Answers every request with what arrived: an application that shows what the edge lets through.
const http = require('node:http');

http.createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
}).listen(Number(process.argv[2]));
