"""Words of a question that carry no meaning, by language.

Words that papers hold often weigh little by themselves; what matters here are the words of asking,
which papers hold rarely and which would weigh much.
"""

_WORDS = {
    "en": """
    a about all am an and any are as at be been being but by can could did do does doing for from get
    gets got had has have having he her hers him his how i if in into is it its just kindly know let
    like may me might mine much many must my need no not of on or our ours out over please say says she
    should show so some tell than that the their them then there these they this those to too under up
    us was we were what when where which who whom whose why will with would you your yours give find
    exactly according mention mentioned mentions per also only
    """,
    "de": """
    der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf aus bei beim
    mit nach von vom zu zum zur für über unter durch um als wie wann wo was wer wen wem wessen warum
    weshalb wieso woher wohin womit wodurch wofür woraus worauf wozu welche welcher welches welchen
    welchem wieviel viel viele ist sind war waren wird werden wurde wurden hat haben hatte hatten sein
    kann können konnte
    muss müssen soll sollte es er sie ihr ihre ihrer ihren ihrem sich man nicht auch laut nenne nennen
    heißt hieß dass dieser diese dieses diesem diesen mein meine meinem meiner ich wir
    seit oft gibt gab welch woran worum worin wovon wovor während bevor nachdem etwa jeweils seinem
    seinen seiner seines seine bzw denn doch noch
    """,
    "es": """
    el la los las un una unos unas lo al del de y e o u a en con por para sin sobre entre hasta desde
    que qué quien quién quienes quiénes cual cuál cuales cuáles cuando cuándo donde dónde como cómo
    cuanto cuánto cuanta cuánta cuantos cuántos cuantas cuántas porque es son era eran fue fueron ser
    sido está están estaba estaban ha han había habían hay se su sus le les me mi mis nos nuestro
    nuestra este esta estos estas ese esa no más según tipo qué cuya cuyo
    durante tras ante hacia cada muy también tiene tenía tuvo tienen estuvo estuvieron cuyas cuyos llama
    llamaba aquel aquella
    """,
    "fr": """
    le la les l un une des du de d et ou à au aux en dans avec par pour sur sous entre vers chez que
    qu qui quoi quel quelle quels quelles quand où comment combien pourquoi lequel laquelle est sont
    était étaient fut furent sera être été a ont avait avaient avoir il elle ils elles on se s son sa
    ses leur leurs ce cet cette ces ne pas plus y c n mon ma mes notre nos je nous selon
    """,
    "it": """
    il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da
    dal dalla dai dalle in nel nella nei nelle con su sul sulla per tra fra e o che chi cosa quale
    quali quando dove come quanto quanta quanti quante perché è sono era erano fu furono essere stato
    ha hanno aveva avevano si suo sua suoi sue ci non più mio mia questo questa questi queste
    """,
    "pt": """
    o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre entre
    e ou que quem qual quais quando onde como quanto quanta quantos quantas porque é são era eram foi
    foram ser sido está estão tem têm tinha há se seu sua seus suas não mais meu minha este esta
    """,
    "nl": """
    de het een en of maar in op aan van voor met bij naar uit over onder door om als wie wat waar
    wanneer waarom hoe hoeveel welke welk is zijn was waren wordt worden werd werden heeft hebben had
    kan kunnen moet er het hij zij ze zich niet ook dit dat deze die mijn ons onze
    """,
    "sv": """
    en ett den det de och eller men i på av för med till från om vid under över som vem vad var när
    varför hur vilken vilket vilka mycket många är var blir blev har hade kan ska inte sig sin sitt
    sina min mitt denna detta dessa
    """,
    "da": """
    en et den det de og eller men i på af for med til fra om ved under over som hvem hvad hvor hvornår
    hvorfor hvordan hvilken hvilket hvilke meget mange er var bliver blev har havde kan skal ikke sig
    sin sit sine min mit denne dette disse
    """,
    "no": """
    en ei et den det de og eller men i på av for med til fra om ved under over som hvem hva hvor når
    hvorfor hvordan hvilken hvilket hvilke mye mange er var blir ble har hadde kan skal ikke seg sin
    sitt sine min mitt denne dette disse
    """,
    "pl": """
    i w z na do o od po za przez dla ze się nie jest są był była było były kto co gdzie kiedy dlaczego
    jak jaki jaka jakie który która które ile czy to ten ta te mój moja
    """,
    "tr": """
    ve veya ile bir bu şu o için kim ne nerede nereye ne zaman neden niçin nasıl hangi kaç kadar mi mı
    mu mü da de olan olarak
    """,
    "ru": """
    и в во на с со к ко у о об от до из за по под над при для без через между не ни что кто кого кому
    кем чем чего чему когда где куда откуда как какой какая какое какие какого какой каких каким какую
    каком сколько почему зачем который которая которое которые которого которой которых чей чья ли же
    бы а но или это этот эта эти этого этой был была было были быть есть его ее их он она они оно мой
    моя моего моем согласно
    чтобы можно нужно надо каков какова каково каковы насколько каким-либо ней нем него нее них им ему
    ей там тут тоже также более самый самая самое самые является являются после
    """,
    "uk": """
    і й в у на з зі до від за по під над при для без через між не що хто кого коли де куди звідки як
    який яка яке які скільки чому навіщо чи це цей ця ці був була було були є його її їх він вона вони
    """,
    "hi": """
    का के की को में से पर ने और या है हैं था थे थी हो होता होती होते हुआ हुई हुए गया गई गए कर करने करता करती
    करते किया किए जाता जाती जाते लिए साथ तक यह वह ये वे इस उस इन उन इसके उसके एक क्या कौन कौनसा कौनसी कब
    कहाँ कहां क्यों कैसे कैसी कैसा कितना कितने कितनी किस किसने किसे किसका किसकी किसके किन किसको किसमें
    जो जिस भी ही नहीं मेरा मेरे मेरी अपने अपनी अपना द्वारा सा सी
    लिये चाहिए चाहिये कौनसे सबसे कि तथा एवं अथवा तो होने सकता सकते सकती रहा रहे रही वाला वाले वाली उनके
    उनका उनकी उन्हें उन्होंने उनको उसने उसका उसकी उसे इसका इसकी इसे इनके इनका वहां यहां वहाँ यहाँ जब तब
    किसलिए किन्हें किनका किनके कितनों दौरान बारे अनुसार ज्यादा अधिक बाद पहले
    """,
    "ar": """
    في من الى على عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا من متى اين كيف كم لماذا لم لن لا هل اي
    اية ايه هو هي هم كان كانت كانوا يكون تكون قد و او ثم بعد قبل عند بين كل بعض غير ان انه انها اذا
    ماهو ماهي وما ومن
    منذ حيث حول بماذا علام عما فيم ممن لمن مما بم تم يتم لها له لهم فيها فيه منها منه عليها عليه هناك
    هنا ايضا خلال اكثر اكبر اصبح اصبحت ليس ليست وهو وهي عندما لكي حتى هؤلاء اولئك ايا
    """,
    "fa": """
    و در به از که این آن با را برای است بود شد می های چه کی کجا چگونه چرا چند کدام تا یا هم
    """,
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}

# Chinese and Japanese put no spaces between words: a question is cut at these.
SIGNS_OF_ASKING = """
    什么时候 什麼時候 什么 什麼 甚么 甚麼 哪里 哪裡 哪儿 哪些 哪个 哪個 哪一 哪年 哪 谁 誰 多少 多久
    多大 多长 几个 几年 何时 何時 何地 何处 为什么 為什麼 为何 怎么 怎麼 怎样 怎樣 如何 是否 是 吗 嗎 呢
    多高 多重 多深 多远 多宽 多快 哪种 哪位 哪天 哪国 哪座 哪家 哪类 几次 几岁 几天 几位 几种 几座 几月
    什么样 多长时间 多大年纪 有没有 以及 并且 它的 他的 她的
    的 了 请问 請問 ですか ますか でしたか ましたか いつ どこ だれ なぜ どの どのような どのように どんな
    いくつ いくら 何年 何人 から まで です ます した
    """.split()  # noqa: SIM905  read as words
