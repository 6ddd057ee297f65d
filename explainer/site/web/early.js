{const d=document.documentElement.dataset,{scripts}=document.currentScript.dataset;
try{const s=localStorage;d.theme=s.theme||'';if(!s.fonts)d.fonts='late'}catch{}
const go=()=>{if(d.painted)return;d.painted=true;
let s;for(const src of scripts.split(' '))document.head.append(s=Object.assign(document.createElement('script'),{src,async:false}));
s.onload=()=>d.ready=''};
addEventListener('load',()=>setTimeout(go,1000));
addEventListener('DOMContentLoaded',()=>new PerformanceObserver((_,o)=>{o.disconnect();go()}).observe({type:'paint',buffered:true}))}
