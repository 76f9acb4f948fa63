// What @slack/socket-mode uses of undici, in place of all of it: a fifth less in the bundle of a task. undici has no
// `exports` map, its version is pinned, and the tests of the built task fail when a part moves.

// First, as in undici itself: its parts define converters for each other while they load.
const { fetch } = require('undici/lib/web/fetch/index.js');
const { WebSocket, ping } = require('undici/lib/web/websocket/websocket.js');
const { CloseEvent, ErrorEvent, MessageEvent } = require('undici/lib/web/websocket/events.js');

module.exports = {
  Agent: require('undici/lib/dispatcher/agent.js'),
  buildConnector: require('undici/lib/core/connect.js'),
  CloseEvent,
  ErrorEvent,
  MessageEvent,
  WebSocket,
  fetch,
  ping,
};
