/**
 * Words before a hyphen and a number that name a standard, an algorithm, a protocol or a count, not a project: `UTF-8`,
 * `SHA-256`, `RFC-7231`. Only asked when the projects of the tracker are not known.
 */
const NO_PROJECTS: ReadonlySet<string> = new Set(
  [
    // Encodings and checksums.
    'ANSI ASCII BASE BLAKE BOM CP CRC ISO KOI LATIN MD SHA SHA1 SHA2 SHA3 UCS UNICODE UTF UTF8 WINDOWS',
    // Cryptography.
    'AES CBC CTR DES DH EC ECDH ECDSA ED ES FIPS GCM HMAC HS OAUTH PBKDF PKCS PS RS RSA SSL TLS XTS',
    // Advisories and standards.
    'ADR BCP CAPEC CVE CWE DIN DSA ECMA EN EO GDPR GHSA IEC IEEE ISBN ITU JEP JSR KB MS NIST OWASP PCI PEP RFC RHSA SEC SOC STD USN WCAG',
    // Protocols, processors, formats.
    'ARM AVX BLE CPU DDR DVB FAT GPU HDMI HTTP HTTPS IPV LTE MPEG NTFS OS PCIE QUIC RAM RISC SMB SMTP SSE USB VT WIFI WIN X64 X86',
    // Times, counts and products.
    'ALPHA BETA BUILD COVID DAY FY GEN GMT GPT ISSUE LEVEL LINE LOG4J NODE PAGE PART PHASE PR PYTHON RC RELEASE STEP TIER TOP UTC VERSION WEEK',
  ].flatMap((words) => words.split(' ')),
);

/** True for a word that is hardly a project key: it stands in the list above, or is one letter and digits (`X86`, `V1`). */
export const isLookAlike = (word: string): boolean => NO_PROJECTS.has(word) || /^[A-Z][0-9]+$/.test(word);
