"""Slides of the heatmap and the journey map: the same bytes, a number in every cell, words for those who do not see them."""

from dataclasses import replace
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import planted_snapshot
import pytest
from PIL import Image

from voc.publish import canvas
from voc.publish.heat_picture import draw_heatmap
from voc.publish.journey_view import journey
from voc.publish.picture import write_pictures
from voc.publish.scale import HEAT
from voc.publish.view import choose
from voc.publish.words import words

SVG = "{http://www.w3.org/2000/svg}"


def drawn(folder, snapshot, language="fr", suffixes=("svg", "png"), **chosen):
    folder.mkdir(exist_ok=True)
    files = write_pictures(folder, snapshot, choose(snapshot.tables, **chosen), words(language), suffixes)
    return {p.name: p for p in files}


def alternative(path):
    root = ElementTree.fromstring(path.read_bytes())
    return root, root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text


def texts(monkeypatch, snapshot, language="fr", **chosen):
    """Every text that is drawn, where it is drawn."""
    seen = []
    plain = canvas.Canvas.text
    monkeypatch.setattr(
        canvas.Canvas, "text", lambda self, x, y, text, *a, **k: (seen.append((x, y, text)), plain(self, x, y, text, *a, **k))
    )
    with canvas.settings():
        draw_heatmap(canvas.Canvas(), choose(snapshot.tables, **chosen), words(language), "about")
    return seen


@pytest.fixture(scope="module")
def french(snapshot, tmp_path_factory):
    return drawn(tmp_path_factory.mktemp("pictures"), snapshot)


def test_both_maps_as_svg_and_png(french):
    assert list(french) == ["heatmap.svg", "heatmap.png", "journey_map.svg", "journey_map.png"]


def test_a_png_is_a_whole_slide(french):
    for name in ("heatmap.png", "journey_map.png"):
        with Image.open(french[name]) as image:
            assert (image.format, image.size) == ("PNG", (1920, 1080))
            assert image.info.keys() & {"Title", "Description", "Software"} == {"Title", "Description"}


def test_an_svg_is_a_whole_slide_with_words_for_those_who_do_not_see_it(french):
    root, title, description = alternative(french["heatmap.svg"])
    assert (root.get("width"), root.get("height"), root.get("role"), root.get("aria-labelledby")) == ("1920", "1080", "img", "t d")
    assert title == "Carte de la friction, 28 derniers jours (17\u00a0août – 13\u00a0sept.\u00a02026) · Tous les clients"
    assert description.startswith("Là où ça fait le plus mal\u202f: Achat × Paiement. 17\u202f% de la friction du parcours")
    assert "Achat × Paiement\u202f: friction 0,62, n\u00a0=\u00a0141, part 17,1\u202f%, s’aggrave" in description
    assert "Livraison × E-mail\u202f: trop peu de personnes" in description
    _, title, description = alternative(french["journey_map.svg"])
    assert title == "Le parcours client · 28 derniers jours (17\u00a0août – 13\u00a0sept.\u00a02026) · Tous les clients"
    assert description.startswith(
        "Le creux du parcours\u202f: Assistance. sentiment −0,52 (intervalle à 90\u202f%\u202f: −0,60 – −0,44), n\u00a0=\u00a0224"
    )
    assert "friction 0,64, cible 0,35" in description
    assert "Ce qui coince Attente au téléphone, Remboursement qui tarde" in description
    assert "Ce qui coince Carte refusée au paiement, Site web" in description
    for target in ("cible 0,25 (écart +0,32)", "cible 0,35 (incertain)", "cible 0,30 (tenue)"):
        assert target in description


def test_text_is_drawn_as_outlines_and_nothing_is_fetched(french):
    for name in ("heatmap.svg", "journey_map.svg"):
        root = ElementTree.fromstring(french[name].read_bytes())
        assert not list(root.iter(f"{SVG}text"))
        assert not list(root.iter(f"{SVG}script"))
        links = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
        assert links
        assert all(v.startswith("#") for v in links)


def test_english_is_english(snapshot, tmp_path):
    _, title, description = alternative(drawn(tmp_path, snapshot, "en", ("svg",))["journey_map.svg"])
    assert title == "The customer journey · Last 28 days (17\u00a0Aug – 13\u00a0Sep\u00a02026) · All customers"
    assert "What hurts Waiting on hold, Slow refund" in description


def test_the_same_tables_give_the_same_bytes_whatever_matplotlib_is_told(french, snapshot, tmp_path):
    rows = {n: f.iloc[::-1] for n, f in snapshot.tables.items()}
    with mpl.rc_context({"font.family": "monospace", "text.color": "red", "svg.fonttype": "none", "savefig.dpi": 30, "lines.linewidth": 9}):
        again = drawn(tmp_path, replace(snapshot, tables=rows))
    for name, path in french.items():
        assert again[name].read_bytes() == path.read_bytes(), name


def test_every_cell_has_its_number_and_n(monkeypatch, snapshot):
    seen = [t for _, _, t in texts(monkeypatch, snapshot)]
    for n, friction, _, trend in planted_snapshot.CELLS.values():
        assert f"{friction:.2f}".replace(".", ",") in seen
        mark = {"worse": "▲ ", "better": "▼ "}.get(trend, "")
        assert f"{mark}n\u00a0{n}" in seen
    assert seen.count("–") == len(planted_snapshot.WITHHELD)
    assert "Personne n’a parlé de\u202f: Démarches et documents, Partenaire." in seen


def test_a_cell_lies_under_its_stage_and_beside_its_touchpoint(monkeypatch, snapshot):
    seen = texts(monkeypatch, snapshot)
    stage = next(x for x, y, t in seen if t == "Assistance")
    line = next(y for x, y, t in seen if t == "Téléphone")
    number = next((x, y) for x, y, t in seen if t == "0,66")
    assert abs(number[0] - stage) < 60
    assert abs(number[1] - line) < 20


def test_a_crowded_map_leaves_out_what_weighs_least_and_names_it(monkeypatch, snapshot):
    heat = snapshot.tables["heatmap"]
    own = heat[(heat["period"] == "last_28_days") & (heat["segment"] == "all")]
    cell = own[(own["stage"] == "purchase") & (own["touchpoint"] == "payment")].iloc[0]
    many = [{**cell, "stage": f"s{i:02d}", "touchpoint": f"t{i:02d}", "friction_share": (i + 1) / 1000} for i in range(30)]
    crowded = replace(snapshot, tables={**snapshot.tables, "heatmap": pd.DataFrame(many)})
    seen = [t for _, _, t in texts(monkeypatch, crowded)]
    assert "t29" in seen
    assert "t00" not in seen
    assert any(t.startswith("Non montrés, faute de place\u202f: s00") for t in seen)


def test_hostile_and_unknown_characters_are_drawn_as_what_they_are(snapshot, tmp_path):
    name = "Prix en $ & <b>\x07 _{x}^2$ 漢字 😡\u202f!"
    stage = snapshot.tables["stage"].assign(name_fr=lambda f: f["name_fr"].where(f["stage"] != "purchase", name))
    files = drawn(tmp_path, replace(snapshot, tables={**snapshot.tables, "stage": stage}), suffixes=("svg",))
    _, _, description = alternative(files["heatmap.svg"])
    assert "Prix en $ & <b> _{x}^2$ 漢字 😡\u202f! × Paiement" in description
    assert canvas.drawable("a漢\x07b", "serif") == "a\ufffdb"
    assert canvas.drawable("Là où ça fait « mal » – œuf 12\u202f% ▲ × −", "serif") == "Là où ça fait « mal » – œuf 12\u202f% ▲ × −"


@pytest.mark.parametrize("face", ["sans", "bold", "serif"])
def test_the_fonts_that_come_along_know_french_and_english(face):
    letters = "àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒÆ«»’–—…·×−▲▼€\u202f\u00a0"
    assert canvas.drawable(letters, face) == letters


def test_text_is_wrapped_and_shortened_to_its_room():
    with canvas.settings():
        lines = canvas.wrap("Le panier se vide quand on change d’adresse de livraison, et personne ne répond", 160, 16, 3)
        assert len(lines) == 3
        assert lines[-1].endswith("…")
        assert all(canvas.width(line, 16) <= 160 for line in lines)
        assert canvas.fit("court", 160, 16) == "court"
        assert canvas.wrap("", 160, 16, 3) == [""]
        assert canvas.fit("interminable", 1, 16) == "…"


def test_a_promise_is_told_where_too_few_say_how_it_is_kept(snapshot):
    shown = journey(snapshot.tables)
    promised = shown.target("loyalty")
    assert (promised.friction, promised.delivered, promised.verdict, promised.owner) == (0.2, None, "unsure", "CRM")
    assert shown.target("decision") is None
    assert [(t.touchpoint, t.verdict) for t in shown.cell_targets("decision")] == [("billing_pricing", "missed")]
    assert shown.target("awareness") is None


def test_reasoning_that_is_no_json_is_no_reasoning(snapshot):
    rows = snapshot.tables["journey_map"].assign(detail="[1")
    shown = journey({**snapshot.tables, "journey_map": rows})
    assert shown.period is None
    assert shown.target("purchase").verdict == "unsure"
    assert shown.target("loyalty") is None


def test_withheld_stages_break_the_curve_and_are_not_the_lowest(snapshot):
    rows = snapshot.tables["journey_map"]
    low = rows["stage"].eq("support") & rows["item"].eq("emotion")
    hidden = rows.assign(**{c: rows[c].where(~low) for c in ("value", "value_low", "value_high")})
    shown = journey({**snapshot.tables, "journey_map": hidden})
    assert shown.figure("as_is", "emotion", "support") is None
    assert shown.lowest[0].id == "purchase"


def test_a_snapshot_without_a_journey_map_has_no_picture_of_one(snapshot, tmp_path):
    without = replace(snapshot, tables={**snapshot.tables, "journey_map": snapshot.tables["journey_map"].iloc[:0]})
    assert list(drawn(tmp_path, without, suffixes=("png",))) == ["heatmap.png"]


def test_a_segment_without_a_journey_map_of_its_own_shows_that_of_all(snapshot, tmp_path):
    _, title, _ = alternative(drawn(tmp_path, snapshot, suffixes=("svg",), segment="region=Nord")["journey_map.svg"])
    assert title.endswith("Tous les clients")


def test_where_nobody_spoke_the_slide_says_so(snapshot, tmp_path):
    heat = snapshot.tables["heatmap"].assign(silent=True)
    rows = snapshot.tables["journey_map"].assign(value=None)
    quiet = replace(snapshot, tables={**snapshot.tables, "heatmap": heat, "journey_map": rows})
    files = drawn(tmp_path, quiet, suffixes=("svg",))
    assert alternative(files["heatmap.svg"])[2] == "Aucun retour sur cette période"
    assert alternative(files["journey_map.svg"])[2].startswith("Aucun retour pour tracer ce parcours")


def test_cells_are_painted_in_their_colours(french):
    with Image.open(french["heatmap.png"]) as image:
        colours = {c for _, c in image.convert("RGB").getcolors(1 << 24)}
    steps = {int(friction / 0.8 * 9 + 1e-9) for _, friction, _, _ in planted_snapshot.CELLS.values()}
    assert {tuple(bytes.fromhex(HEAT[s][1:])) for s in steps} <= colours
