import pytest
from django.test import Client
from django.urls import get_resolver
from tests.web.world import build, ROLES
import time

def walk(r,prefix="",ns=""):
    for p in r.url_patterns:
        if hasattr(p,"url_patterns"):
            yield from walk(p,prefix+str(p.pattern),ns+(p.namespace+":" if p.namespace else ""))
        else:
            yield ns+(p.name or "-"), prefix+str(p.pattern), p.pattern

def fill(name, route, values):
    import re
    def one(m):
        n=m.group(1)
        for scope in (name.split(":")[0]+":"+n, n):
            pass
        if name.startswith("cases:") and n=="question_id": return str(values["cases:question_id"])
        if name=="contracts:work-withdrawal": return str(values["work:entry_id"])
        if name=="notifications:letters_of_kind": return values["letters:token"]
        return str(values[n])
    return "/"+re.sub(r"<\w+:(\w+)>",one,route)

@pytest.mark.django_db
def test_dump():
    t=time.time(); w=build(); print("world",time.time()-t)
    out={}
    for role in ROLES:
        t=time.time()
        c=Client(raise_request_exception=False)
        if w.account(role): c.force_login(w.account(role), backend="django.contrib.auth.backends.ModelBackend")
        for name,route,pat in walk(get_resolver()):
            if name.startswith("api:") or "(?P" in route or name.split("_")[0] in ("account","mfa") : continue
            try: path=fill(name,route,w.values)
            except KeyError as e: out.setdefault(name,[]).append("KEY%s"%e); continue
            r=c.get(path)
            s=str(r.status_code)
            if r.status_code==302: s+= "L" if "/accounts/login" in r.url else ">"+r.url[:30]
            out.setdefault(name,[]).append(s)
        print(role,time.time()-t)
    for n,v in out.items(): print(f"{n:34}", *[x.ljust(6) for x in v])
