namespace MhsmBackup.Reports.Html;

/// <summary>The style of the report: dark and light as the reader has it, narrow and wide, and on paper.</summary>
internal static class ReportStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;--good:#116329;--bad:#a40e26;--warn:#7d4e00;--good-fill:#2f9e4f;--bad-fill:#cf222e;--none-fill:#c3cad2;--link:#0550ae;--ink:#fff}
        @media (prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--soft:#9da7b3;--line:#30363d;--card:#161b22;--good:#56d364;--bad:#ff938a;--warn:#e3b341;--good-fill:#2ea043;--bad-fill:#f85149;--none-fill:#484f58;--link:#79c0ff;--ink:#0d1117}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main,header,footer{max-width:70rem;margin:0 auto;padding:0 1rem}
        header{padding-top:2rem}
        h1{font-size:clamp(1.5rem,5vw,1.9rem);line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
        section{margin-top:1.6rem}
        h2{font-size:1.3rem;margin:0;overflow-wrap:anywhere}
        h3{font-size:1rem;margin:1.4rem 0 .4rem}
        p{margin:.4rem 0}
        .soft{color:var(--soft)}
        a{color:var(--link)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1.4rem 0;padding:0;list-style:none}
        .tiles li{display:flex;align-items:center;gap:.9rem;border:1px solid var(--line);border-radius:.6rem;padding:.7rem 1rem;background:var(--card)}
        .tiles .shape{width:1.9rem;height:1.9rem}
        .tiles strong{display:block;font-size:1.8rem;line-height:1.2}
        table{border-collapse:collapse;width:100%;font-size:.93rem}
        caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
        th,td{text-align:left;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        th{font-weight:600}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        td.time{white-space:nowrap;font-variant-numeric:tabular-nums}
        .path{overflow-wrap:anywhere;font-family:ui-monospace,SFMono-Regular,Consolas,monospace;font-size:.86em}
        .verdict{display:inline-flex;align-items:center;gap:.45rem;font-weight:600;white-space:nowrap}
        .shape{flex:none;fill:currentColor}
        .shape .ink{fill:none;stroke:var(--ink);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
        .met{color:var(--good)}.unknown{color:var(--warn)}.missed{color:var(--bad)}.none{color:var(--bad)}.warn{color:var(--warn)}
        article{border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.2rem;margin:1.4rem 0}
        .head{display:flex;flex-wrap:wrap;gap:.2rem 1rem;align-items:center;justify-content:space-between}
        dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.2rem;margin:.8rem 0 0}
        dt{color:var(--soft)}
        dd{margin:0;min-width:0;overflow-wrap:anywhere}
        figure{margin:1rem 0 0}
        figcaption{color:var(--soft);font-size:.9rem;margin-bottom:.3rem}
        .calendars{display:flex;flex-wrap:wrap;gap:.6rem 1.4rem}
        svg{display:block;max-width:100%;height:auto}
        svg text{fill:var(--soft);font:10px system-ui,"Segoe UI",Roboto,Arial,sans-serif}
        .good-cell{fill:var(--good-fill)}.part-cell{fill:none;stroke:var(--bad-fill);stroke-width:1.6}.none-cell{fill:var(--none-fill)}
        .more{fill:var(--page)}
        .curve{fill:none;stroke:var(--good-fill);stroke-width:1.6}.dot{fill:var(--good-fill)}.axis{stroke:var(--line)}
        footer{padding:1rem 1rem 3rem;color:var(--soft);font-size:.9rem}
        @media (max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}article{padding:.9rem}}
        @media screen and (max-width:40rem){
        .stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .stack caption,.stack tbody{display:block}
        .stack tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
        .stack th,.stack td{display:block;padding:.1rem 0;border:0;text-align:left;white-space:normal}
        .stack [data-label]::before{content:attr(data-label) ": ";color:var(--soft)}
        }
        @media print{
        :root{--page:#fff;--text:#000;--soft:#444;--line:#999;--card:#fff;--good:#0b4a1f;--bad:#8a0a1f;--warn:#5c3a00;--good-fill:#1a7f37;--bad-fill:#b3141f;--none-fill:#aaa;--link:#000;--ink:#fff}
        body{font-size:11pt}
        article{break-inside:avoid;border-radius:0}
        tr{break-inside:avoid}
        thead{display:table-header-group}
        a{text-decoration:none}
        h2,h3{break-after:avoid}
        }
        """;
}
