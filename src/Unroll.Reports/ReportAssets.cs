namespace Unroll.Reports;

/// <summary>The style and the script of a report. Neither holds an ampersand or a less-than sign, so that the page is XML too.</summary>
internal static class ReportAssets
{
    internal const string Css =
        """
        *{box-sizing:border-box}
        body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:62rem;background:var(--ground);color:var(--ink);line-height:1.5;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif}
        h1{font-size:2rem;line-height:1.2;margin:0}h2{font-size:1.3rem;margin:2.75rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
        .sub{color:var(--soft);margin:.3rem 0 0}
        nav{margin-top:1rem;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;font-size:.9rem}
        nav a{color:var(--mark);text-decoration:none}nav a:hover{text-decoration:underline}
        .wide{overflow-x:auto}
        figure{margin:1rem 0 1.5rem}figcaption{color:var(--soft);font-size:.88rem;margin-top:.4rem;max-width:46rem}
        img{max-width:100%}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:0 1.5rem}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.28rem .8rem;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
        th{color:var(--soft);font-weight:600;border-bottom-color:var(--soft)}td:first-child,th:first-child{padding-left:.1rem}
        .r{text-align:right}.c{text-align:center}td strong{color:var(--mark)}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:0 2rem;margin:0;font-size:.9rem}
        dl div{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);padding:.22rem 0;break-inside:avoid}
        dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .big{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0}.big div{background:var(--raised);border-radius:.5rem;padding:.7rem 1.1rem;min-width:8rem}
        .big b{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums}.big span{color:var(--soft);font-size:.85rem}
        pre{background:var(--raised);border-radius:.5rem;padding:.8rem 1rem;overflow-x:auto;font-size:.83rem;line-height:1.4}
        pre.tint{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55}
        .tn1{background:rgba(0,114,178,0.10)}.tp1{background:rgba(230,120,0,0.10)}.tn2{background:rgba(0,114,178,0.20)}.tp2{background:rgba(230,120,0,0.20)}.tn3{background:rgba(0,114,178,0.30)}.tp3{background:rgba(230,120,0,0.30)}.tn4{background:rgba(0,114,178,0.40)}.tp4{background:rgba(230,120,0,0.40)}.tn5{background:rgba(0,114,178,0.50)}.tp5{background:rgba(230,120,0,0.50)}.tn6{background:rgba(0,114,178,0.60)}.tp6{background:rgba(230,120,0,0.60)}.tn7{background:rgba(0,114,178,0.70)}.tp7{background:rgba(230,120,0,0.70)}.tn8{background:rgba(0,114,178,0.80)}.tp8{background:rgba(230,120,0,0.80)}
        #tip{position:fixed;display:none;pointer-events:none;white-space:pre-line;background:var(--ink);color:var(--ground);font-size:.82rem;line-height:1.35;padding:.3rem .6rem;border-radius:.35rem;max-width:20rem;z-index:9}
        .hit:hover{stroke:var(--ink);stroke-width:1.5}
        @media screen and (max-width:40rem){svg.chart{max-width:none}}
        @media print{
        @page{margin:14mm}
        html{font-size:10pt}body{max-width:none;padding:0}.pair{grid-template-columns:1fr 1fr}nav,#tip{display:none}.wide{overflow:visible}
        h2,h3{break-after:avoid}figure,tr,pre,.big div{break-inside:avoid}thead{display:table-header-group}
        svg.chart{max-height:235mm}pre{white-space:pre-wrap}
        }

        """;

    // Titles become data, else the browser's slow tooltip would show beside ours; without scripts it is the one that serves.
    internal const string Script =
        """

        (function () {
          'use strict';
          var tip = document.getElementById('tip');
          document.querySelectorAll('svg.chart title').forEach(function (title) {
            title.parentNode.setAttribute('data-tip', title.textContent);
            title.remove();
          });
          function place(event) {
            var at = event.target.closest ? event.target.closest('[data-tip]') : null;
            if (!at) { tip.style.display = 'none'; return; }
            tip.textContent = at.getAttribute('data-tip');
            tip.style.display = 'block';
            var box = tip.getBoundingClientRect();
            var left = Math.min(event.clientX + 14, window.innerWidth - box.width - 8);
            var above = event.clientY + 18 + box.height > window.innerHeight;
            tip.style.left = Math.max(4, left) + 'px';
            tip.style.top = (above ? event.clientY - box.height - 10 : event.clientY + 18) + 'px';
          }
          document.addEventListener('pointermove', place);
          document.addEventListener('pointerdown', place);
          document.addEventListener('scroll', function () { tip.style.display = 'none'; }, true);
          document.querySelectorAll('.chart .key').forEach(function (key) {
            var chart = key.closest('.chart');
            var series = chart.querySelector('.ser.' + key.classList[1]);
            key.addEventListener('pointerenter', function () { chart.classList.add('pick'); series.classList.add('on'); });
            key.addEventListener('pointerleave', function () { chart.classList.remove('pick'); series.classList.remove('on'); });
          });
        })();

        """;
}
