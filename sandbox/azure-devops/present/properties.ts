/** PropertiesCollection: every value comes back as text, whatever it was. */
export const presentProperties = (properties: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, { $type: 'System.String', $value: value }]),
  );
