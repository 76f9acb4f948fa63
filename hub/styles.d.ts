// Styles are files of their own in the bundle; a module gets nothing from them.
declare module '*.css';
