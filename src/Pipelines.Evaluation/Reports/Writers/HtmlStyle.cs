namespace Pipelines.Evaluation;

/// <summary>The style sheet of HTML reports, light and dark; texts stand out by at least 4.5 to 1.</summary>
internal static class HtmlStyle
{
    public const string Css = """

        :root{color-scheme:light dark;--paper:#ffffff;--text:#16191d;--quiet:#4d5560;--line:#dfe3e8;--soft:#f4f6f8;--link:#005a9c;--warn:#fff4d6;--warn-line:#8a6d00;--shade:#16191d33}
        @media(prefers-color-scheme:dark){:root{--paper:#15181d;--text:#e8eaed;--quiet:#b3bac4;--line:#30363f;--soft:#1e2229;--link:#7cc4f5;--warn:#3a3115;--warn-line:#e6c544;--shade:#e8eaed33}}
        *{box-sizing:border-box}
        html{background:var(--paper);color:var(--text);font:16px/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif;-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1000px;padding:24px 32px 64px}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
        h2{font-size:1.35rem;line-height:1.3;margin:48px 0 12px;padding-top:12px;border-top:1px solid var(--line);overflow-wrap:anywhere}
        h3{font-size:1.05rem;margin:28px 0 8px;overflow-wrap:anywhere}
        p{max-width:72ch;overflow-wrap:anywhere}
        a{color:var(--link)}
        .subtitle{color:var(--quiet);margin:0 0 16px}
        nav ul{list-style:none;padding:0;margin:16px 0 0;display:flex;flex-wrap:wrap;gap:4px 20px}
        nav li{overflow-wrap:anywhere}
        .warning{background:var(--warn);border-left:4px solid var(--warn-line);padding:10px 14px;margin:16px 0;max-width:none}
        .scroll{overflow-x:auto;margin:20px 0;background:linear-gradient(90deg,var(--paper) 30%,transparent) 0 0/40px 100% no-repeat local,linear-gradient(270deg,var(--paper) 30%,transparent) 100% 0/40px 100% no-repeat local,linear-gradient(90deg,var(--shade),transparent) 0 0/14px 100% no-repeat scroll,linear-gradient(270deg,var(--shade),transparent) 100% 0/14px 100% no-repeat scroll}
        table{border-collapse:collapse;font-size:.92rem}
        caption,figcaption{text-align:left;font-weight:600;padding:0 0 6px;overflow-wrap:anywhere}
        th,td{text-align:left;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
        thead th{color:var(--quiet);font-weight:600;vertical-align:bottom;min-width:4.5em;max-width:16em}
        tbody th{font-weight:400}
        caption{font-size:1rem}
        .short{white-space:nowrap}
        .long{min-width:14em;max-width:32em;overflow-wrap:anywhere}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        td.number{white-space:nowrap}
        .interval{color:var(--quiet);font-size:.86em}
        figure{margin:24px 0}
        .chart{display:block;width:100%;height:auto}
        .wide .chart{max-width:900px}
        .narrow{display:none}
        details{border:1px solid var(--line);border-radius:6px;margin:8px 0;background:var(--soft)}
        summary{cursor:pointer;padding:8px 14px;overflow-wrap:anywhere}
        .name{font-weight:600}
        .category,.score{color:var(--quiet)}
        .score{white-space:nowrap;font-variant-numeric:tabular-nums}
        .category:before,.score:before{content:'· '}
        dl{margin:0}
        details dl{padding:0 14px 14px}
        dt{color:var(--quiet);font-size:.86rem;margin-top:8px}
        dd{margin:0;overflow-wrap:anywhere}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;max-height:22em;overflow-y:auto;margin:2px 0;padding:8px 10px;background:var(--paper);border:1px solid var(--line);border-radius:4px;font:.86rem/1.45 ui-monospace,'DejaVu Sans Mono',monospace;unicode-bidi:plaintext}
        code{font:.84rem ui-monospace,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px}
        @media(max-width:680px){body{padding:16px 16px 48px}h1{font-size:1.5rem}.wide{display:none}.narrow{display:block}.narrow .chart{max-width:520px}}
        @media print{body{max-width:none;padding:0}details{break-inside:avoid}pre{max-height:none}}

        """;
}
