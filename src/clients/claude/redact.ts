/** Takes the key, raw and URL-encoded, out of text, and bounds the text. */
export type Redact = (text: string) => string;

const LENGTH = 300;

export function redactor(apiKey: string): Redact {
  const forms = [...new Set([apiKey, encodeURI(apiKey), encodeURIComponent(apiKey)])].filter((form) => form !== '');
  return (text) => {
    const clean = forms.reduce((rest, form) => rest.replaceAll(form, '***'), text);
    return clean.length <= LENGTH ? clean : `${clean.slice(0, LENGTH - 1)}…`;
  };
}
