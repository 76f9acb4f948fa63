// A webpack loader: a require of a computed path stays Node's own.
module.exports = (source) => source.replace(/\brequire\((resourceFile|path)\)/g, '__non_webpack_require__($1)');
